// The page that writes visits down without a network. Typing never waits: words go to the device at each pause, and
// from there to the server when there is one.

const module = (name) => import(document.getElementById(`module-${name}`).href);
const [device, { post, freshToken }, { Drafts, FIELDS, begun, isUnsent, same, dayText, timeText }] = await Promise.all(
  ["device", "send", "drafts"].map(module),
);

const PAUSE = 400;
const SEND_AFTER = 1200;
const TRY_AGAIN = 3_000;
const MOST_SHOWN = 12;
const MOST_OF_FOCUS = 4;
const TITLE = "Coaching on this device";

const $ = (id) => document.getElementById(id);
const form = $("words");
const make = (tag, className, ...inside) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside);
  return element;
};
const link = (href, text) => Object.assign(make("a", "", text), { href });
const button = (text, act) => {
  const element = make("button", "govuk-button govuk-button--secondary", text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
};

let drafts;
let caseload;
let current;
let pause;
// No ambassador any more: the device keeps nothing but what was not sent.
let isOver = false;
// Shared since this page was opened; their words have left the device.
const shared = new Map();
const isLeaving = () => location.hash === "#sign-out";

function show(...ids) {
  for (const id of ["off", "locked", "leaving", "desk", "visit"]) $(id).hidden = !ids.includes(id);
}

function headed(text) {
  $("heading").textContent = text;
  document.title = document.title.replace(/^.*?( – |$)/, `${text}$1`);
}

const say = (...words) => $("news").replaceChildren(...words);

// The lock

async function open() {
  if (!device.isAble()) {
    show("off");
    return say("This browser cannot keep anything safely: write the visit down on its ordinary page.");
  }
  const lock = await device.findLock();
  show(...(lock ? ["locked", ...(isLeaving() ? ["leaving"] : [])] : ["off"]));
  if (lock) $("pin").focus();
}

$("locked").addEventListener("submit", async (event) => {
  event.preventDefault();
  const pin = $("pin").value;
  $("pin").value = "";
  $("pin-said").textContent = "";
  const { store, left } = await device.unlock(pin);
  if (store) return isAlone(() => enter(store));
  if (left) $("pin-said").textContent = `That is not the PIN. ${left} ${left === 1 ? "try" : "tries"} left.`;
  else await gone("Ten wrong PINs: what was kept here has been wiped.");
  $("pin").focus();
});

/** One page at a time, so that two windows do not write over one another. The lock goes with the window. */
function isAlone(go) {
  navigator.locks.request("cpd-offline", { ifAvailable: true }, async (lock) => {
    if (!lock) return say("This is open in another window: go on there, or close it and unlock here again.");
    await go();
    return new Promise(() => undefined);
  });
}

async function enter(store) {
  drafts = new Drafts(store, post, changed, () => gone("Offline was switched off for this device: what it kept has been wiped."));
  const kept = await store.all();
  drafts.load(kept);
  caseload = kept.get("caseload") ?? null;
  desk();
  if (isLeaving()) await leave();
  else await meet();
  setInterval(() => drafts?.unsent.length && send(), TRY_AGAIN);
}

async function gone(sentence) {
  await device.wipe();
  drafts = current = caseload = undefined;
  headed(TITLE);
  show("off");
  say(sentence);
}

// In touch with the server

async function send() {
  await drafts?.sendAll();
  if (!drafts) return undefined;
  return isOver && !drafts.unsent.length ? over() : tell();
}

async function meet() {
  drafts.again();
  await send();
  if (!drafts) return undefined;
  const { answered } = drafts;
  const answer = await post("/coaching/offline/caseload", { device_id: drafts.store.id });
  if (!drafts) return undefined;
  if (answer.outcome === "wipe") return gone("Offline was switched off for this device: what it kept has been wiped.");
  drafts.network = ["away", "sign-in"].includes(answer.outcome) ? answer.outcome : "";
  if (answer.outcome === "done") {
    if (answer.said.is_over) return over();
    const { drafts: theirs, ...rest } = answer.said;
    caseload = rest;
    await drafts.store.put("caseload", caseload).catch(() => undefined);
    // What was sent meanwhile is newer than this list.
    if (drafts.answered === answered) await drafts.meet(theirs, current);
    if (!$("desk").hidden) desk();
  }
  return tell(answer.errors);
}

/** No ambassador any more: the caseload goes at once, and everything once nothing waits to be sent. */
async function over() {
  isOver = true;
  await keepNow();
  caseload = null;
  await drafts.store.remove("caseload");
  for (const draft of [...drafts.byKey.values()]) if (!isUnsent(draft)) await drafts.drop(draft);
  if (!drafts.byKey.size) return wipeNow("You are no ambassador any more: what was kept here has been wiped.");
  if (!drafts.byKey.has(current?.key)) desk();
  return tell([{ sentence: "You are no ambassador any more. What was not sent yet is kept here until it is; the rest has been wiped." }]);
}

async function wipeNow(sentence) {
  const lock = await device.findLock();
  const { token } = await freshToken();
  if (lock && token) await device.switchOff(lock.id, token);
  await gone(sentence);
}

function tell(errors) {
  const stuck = drafts.stuck.length;
  const waiting = drafts.unsent.length - stuck;
  const many = waiting === 1 ? "1 visit waits" : `${waiting} visits wait`;
  const today = dayText(new Date());
  if (errors) return say(errors[0].sentence);
  if (drafts.network === "sign-in") {
    const way = Object.assign(link("/sign-in", "Sign in"), { target: "_blank", rel: "opener" });
    return say(way, ` to send${waiting ? `: ${many}` : ""}. Your words are kept here.`);
  }
  if (drafts.network === "away") return say(`No network. ${waiting ? `${many}, kept on this device.` : "You can write all the same."}`);
  if (caseload && caseload.today !== today) {
    return say(`This device's clock says ${today}, the server's ${caseload.today}: look at the date of what you write.`);
  }
  if (!$("visit").hidden) return say(); // the line above the buttons says it
  if (stuck) return say(`${stuck === 1 ? "1 visit" : `${stuck} visits`} not sent: something in it needs you.`);
  if (waiting) return say(`${many} to be sent.`);
  return say(...[...shared.values()].flat(), "All that was written here is saved.");
}

// The desk: unfinished visits, and whom to visit

function desk() {
  current = undefined;
  headed(TITLE);
  show("desk");
  unfinished();
  const people = caseload?.people ?? [];
  $("people").replaceChildren(
    ...people.map((one) => row(one.name, one.open_step || one.focus || `${one.job_title}, ${one.school}`, () => write(begun(one)))),
  );
  $("nobody").hidden = people.length > 0;
}

function unfinished() {
  const lines = [...drafts.byKey.values()].map((draft) =>
    row(draft.name, `${draft.school}, ${draft.words.visited_on}`, () => write(draft), drafts.where(draft)[0]),
  );
  $("unfinished").replaceChildren(...(lines.length ? [make("h2", "", "Not shared yet"), make("ul", "rows", ...lines)] : []));
}

function row(title, text, act, meta) {
  const tap = make("button", "rows__link taprow", title);
  tap.type = "button";
  tap.addEventListener("click", act);
  const words = make("div", "rows__words", make("p", "rows__title", tap), make("p", "rows__text", text));
  return make("li", "rows__item", words, ...(meta ? [make("div", "rows__side", make("span", "rows__meta", meta))] : []));
}

// One visit

function write(draft) {
  current = draft;
  drafts.byKey.set(draft.key, draft);
  headed(`Visit to ${draft.name}`);
  show("visit");
  fill(draft.words);
  const person = caseload?.people.find((one) => one.id === draft.person_id) ?? {};
  const said = [["Focus", person.focus], ["Open step", person.open_step && `${person.open_step} ${person.check_back_on && `Check back on ${person.check_back_on}.`}`]];
  $("context").replaceChildren(...said.flatMap(([name, text]) => (text ? [make("h2", "card__title", name), make("p", "", text)] : [])));
  $("context").hidden = !$("context").childElementCount;
  Object.assign($("step-hints").dataset, { person: draft.known_as, worksOn: JSON.stringify(person.works_on ?? []) });
  $("step-hints").hidden = true;
  $("contacts").replaceChildren(...(caseload?.contacts[draft.school_id] ?? []).map((text) => make("li", "", text)));
  offer(person);
  askOfEarlier();
  changed(draft);
  if (!drafts.network) say();
  window.scrollTo(0, 0);
  $("main").focus({ preventScroll: true });
}

function fill(words) {
  for (const name of FIELDS) {
    const field = form.elements[name];
    if (!field) continue;
    if (field instanceof RadioNodeList) for (const radio of field) radio.checked = radio.value === words[name];
    else field.value = words[name];
    if (field.tagName === "TEXTAREA") field.dispatchEvent(new Event("input"));
  }
}

/** What the page holds, into the draft. Ticks and the step of the library are kept there already. */
function read() {
  const words = { ...current.words };
  for (const name of FIELDS) if (form.elements[name]) words[name] = form.elements[name].value.trim();
  if (!words.step_text) words.library_step_id = "";
  current.words = words;
  askOfEarlier();
}

/** A new step beside an open one: what becomes of that? */
function askOfEarlier() {
  const person = caseload?.people.find((one) => one.id === current.person_id);
  $("earlier-step").hidden = !(person?.open_step && current.words.step_text);
}

function typed() {
  if (!current) return;
  $("where").textContent = "Being kept on this device.";
  $("where").dataset.tone = "quiet";
  clearTimeout(pause);
  pause = setTimeout(keepNow, PAUSE);
}

async function keepNow(soon = SEND_AFTER) {
  clearTimeout(pause);
  if (!current || $("visit").hidden) return;
  const before = current.words;
  read();
  if (same(before, current.words) && soon && !current.unkept) return changed(current);
  delete current.unkept;
  await drafts.keep(current);
  pause = setTimeout(send, soon);
}

function chosen(change) {
  read();
  change(current.words);
  current.unkept = true;
  typed();
}

form.addEventListener("input", (event) => event.target.name && typed());
form.addEventListener("change", (event) => event.target.name && typed());
document.addEventListener("visibilitychange", () => {
  if (!drafts) return;
  if (document.visibilityState === "hidden") keepNow();
  else meet();
});
window.addEventListener("pagehide", () => keepNow());
window.addEventListener("online", () => drafts && meet());
window.addEventListener("beforeunload", (event) => {
  if (drafts?.unsent.some((draft) => drafts.loose.has(draft.key))) event.preventDefault();
});

$("stamp").addEventListener("click", () => {
  const notes = $("seen");
  const before = notes.value.trimEnd();
  notes.value = `${before}${before ? "\n" : ""}${timeText(new Date())} `;
  notes.focus();
  notes.dispatchEvent(new Event("input", { bubbles: true }));
});

$("back").addEventListener("click", async () => {
  const left = current;
  await keepNow(0);
  await drafts.dropIfFresh(left);
  desk();
  await send();
  if (!current) desk();
});

$("share").addEventListener("click", async () => {
  current.share = !current.share;
  current.missing = [];
  delete current.refused;
  await keepNow(0);
});

/** The page follows what became of a draft. */
function changed(draft) {
  if (draft.isShared && !drafts.byKey.has(draft.key) && !shared.has(draft.key)) finished(draft);
  if (!$("desk").hidden) unfinished();
  if (draft !== current || $("visit").hidden) return;
  const [sentence, tone] = drafts.where(draft);
  $("where").textContent = sentence;
  $("where").dataset.tone = tone;
  // Heard when it matters, not at every pause.
  if (tone !== "quiet" && $("voice").textContent !== sentence) $("voice").textContent = sentence;
  $("share").textContent = draft.share ? "Do not share yet" : `Share with ${draft.known_as}`;
  $("share").hidden = Boolean(draft.isShared);
  const refused = same(draft.words, draft.refused?.words) ? draft.refused : undefined;
  faults([...(refused?.errors ?? []), ...(draft.missing ?? [])], refused && !refused.isOfWords);
  both(draft);
}

function faults(errors, isForWhom) {
  $("faults").hidden = !errors.length;
  const lines = errors.map(({ field, sentence }) => make("li", "", $(field) ? link(`#${field}`, sentence) : sentence));
  const text = `${current.key} ${errors.map((one) => one.sentence).join()}`;
  if ($("faults").dataset.text === text) return;
  $("faults").dataset.text = text;
  const title = make("h2", "notice__title", isForWhom ? "Not taken" : "Still needed");
  $("faults").replaceChildren(...(lines.length ? [title, make("ul", "govuk-list", ...lines), ...(isForWhom ? [takeOff()] : [])] : []));
}

/** A draft that the server never takes, by two taps. */
function takeOff() {
  const tap = button("Take it off this device, unsent", async () => {
    if (tap.dataset.asked === "yes") {
      clearTimeout(pause);
      await drafts.drop(current);
      desk();
      return send();
    }
    tap.dataset.asked = "yes";
    tap.textContent = "Take it off: its words are lost";
    return undefined;
  });
  return tap;
}

/** Shared: the words leave this device. */
function finished(draft) {
  shared.set(draft.key, [`Shared with ${draft.known_as} at ${timeText(new Date())}. `, link(draft.href, "Open it"), ". "]);
  if (draft === current) desk();
}

/** Both texts, field by field as the server says them; drawn once for each quarrel of each draft. */
function both({ key, conflict }) {
  $("both").hidden = !conflict;
  const of = conflict ? `${key} ${conflict.version}` : "";
  if ($("both").dataset.of === of) return undefined;
  $("both").dataset.of = of;
  if (!conflict) return $("both").replaceChildren();
  const { is_shared, is_withdrawn, differing = [] } = conflict;
  const titles = [[is_shared, "This visit was shared meanwhile, with other words"], [is_withdrawn, "This visit was shared and taken back meanwhile"]];
  const ways = is_shared || is_withdrawn
    ? [button("Leave mine out", () => settle("takeTheirs"))]
    : [button("Keep what I typed here", () => settle("keepMine")), button("Take the saved words", () => settle("takeTheirs"))];
  return $("both").replaceChildren(
    make("h2", "notice__title", titles.find(([holds]) => holds)?.[1] ?? "Changed elsewhere meanwhile"),
    make("p", "", "What you typed here stands below. This is what was saved elsewhere:"),
    ...differing.flatMap(({ name, text }) => [make("h3", "stale__name", name), make("p", "asis", text)]),
    make("p", "leaving__ways", ...ways),
  );
}

async function settle(way) {
  const draft = current;
  clearTimeout(pause);
  read();
  await drafts[way](draft);
  if (drafts.byKey.has(draft.key)) write(draft);
  else desk();
  return send();
}

// Look-fors, terms and steps: those of the person's focus first, any other by three letters

function offer(person) {
  const language = caseload?.language[person.language] ?? { look_fors: [], steps: [] };
  const lists = { look_for_ids: language.look_fors, term_ids: caseload?.terms ?? [], steps: language.steps };
  for (const [name, lines] of Object.entries(lists)) {
    const part = $(`offer-${name}`);
    const find = $(`find-${name}`);
    const list = part.querySelector(".offer__list");
    const isChosen = (line) => (name === "steps" ? false : current.words[name].includes(line.id));
    const draw = () => {
      const letters = find.value.trim().toLowerCase();
      const isSearch = letters.length > 2;
      const most = isSearch ? MOST_SHOWN : MOST_OF_FOCUS;
      const fits = (line) =>
        isSearch ? line.text.toLowerCase().includes(letters) : Boolean(line.standard_id) && line.standard_id === person.focus_standard_id;
      const shown = [...lines.filter(isChosen), ...lines.filter((line) => !isChosen(line) && fits(line)).slice(0, most)];
      list.replaceChildren(...shown.map((line) => (name === "steps" ? stepLine(line, find, draw) : tickLine(line, name))));
    };
    find.value = "";
    find.oninput = draw;
    part.hidden = !lines.length;
    draw();
  }
}

function tickLine({ id, text, more }, name) {
  const tick = Object.assign(make("input", "govuk-checkboxes__input"), { type: "checkbox", id: `${name}-${id}` });
  tick.checked = current.words[name].includes(id);
  tick.addEventListener("change", () =>
    chosen((words) => {
      words[name] = [...words[name].filter((one) => one !== id), ...(tick.checked ? [id] : [])].sort();
    }),
  );
  const label = make("label", "govuk-label govuk-checkboxes__label", text, " ", make("span", "pick__line", more ?? ""));
  label.htmlFor = tick.id;
  return make("div", "govuk-checkboxes govuk-checkboxes--small", make("div", "govuk-checkboxes__item", tick, label));
}

function stepLine({ id, text, more }, find, draw) {
  const tap = make("button", "offer__step", text, " ", make("span", "pick__line", more ?? ""));
  tap.type = "button";
  tap.addEventListener("click", () => {
    $("step_text").value = text;
    $("step_text").dispatchEvent(new Event("input"));
    chosen((words) => Object.assign(words, { step_text: text, library_step_id: id }));
    find.value = "";
    draw();
    $("step_text").focus();
  });
  return tap;
}

// Leaving

async function leave() {
  show("desk", "leaving");
  // Whoever knows the PIN is no colleague of the owner's.
  $("leave-alone").hidden = true;
  drafts.again();
  await send();
  if (!drafts) return;
  if (!drafts.unsent.length) return signOut(true);
  $("leaving-said").textContent = "They could not be sent now. Wait for the network, or look at what is still needed in them.";
}

const NOT_OUT = {
  away: "There is no network to sign you out: close the browser.",
  "sign-in": "You are signed out already.",
  refused: "The server could not sign you out: close the browser.",
};

async function signOut(wiping) {
  const lock = await device.findLock();
  const { token, outcome } = await freshToken();
  if (wiping) {
    if (lock && token) await device.switchOff(lock.id, token);
    if (!token) return gone(`This device is wiped. ${NOT_OUT[outcome]}`);
    await device.wipe();
  }
  if (!token) return say(`What is kept here stays locked. ${NOT_OUT[outcome]}`);
  const out = Object.assign(make("form"), { method: "post", action: document.body.dataset.signOut });
  out.append(Object.assign(make("input"), { type: "hidden", name: "csrf_token", value: token }));
  document.body.append(out);
  return out.submit();
}

$("wipe-and-leave").addEventListener("click", () => signOut(true));
$("leave-alone").addEventListener("click", () => signOut(false));
$("wipe").addEventListener("click", async () => {
  await send();
  if (drafts?.unsent.length && $("wipe").dataset.asked !== "yes") {
    $("wipe").dataset.asked = "yes";
    $("wipe").textContent = "Wipe it with what was not sent";
    return;
  }
  await wipeNow("This device is wiped.");
});

await open();
document.documentElement.dataset.ready = "yes";
