// A register at the door. Each mark is sent at once; without a network it waits on this tablet, as ids and marks without
// a name, until it is sent. What other tablets mark comes in. The page works as a form without any of this.

const PATIENCE = 15_000;
const EVERY = 4_000;

const form = document.getElementById("register");
const list = document.getElementById("register-rows");
const said = document.getElementById("register-said");
const news = document.getElementById("register-news");
const token = form.elements.csrf_token.value;
const store = `register:${form.dataset.session}:${form.dataset.keeper}`;

let newest = Number(form.dataset.newest);
// What waits, by person; and the batch that was sent and not answered, which goes again as it was.
const waiting = new Map();
let letter;
let isSending = false;
let isStuck = false;

const rowOf = (person) => list.querySelector(`[data-person="${person}"]`);
const fields = (row) => ({
  marks: [...row.querySelectorAll("[type=radio]")],
  arrived: row.querySelector("[name^=arrived]"),
  left: row.querySelector("[name^=left]"),
});
const plural = (count, one, many) => `${count} ${count === 1 ? one : many}`;
// crypto.randomUUID is only there on https; a tablet may open a school's own server without it.
const newKey = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

function say(text, tone = "good") {
  said.hidden = false;
  said.dataset.tone = tone;
  if (said.textContent !== text) said.textContent = text;
}

const unsent = () => new Set([...waiting.keys(), ...(letter?.marks ?? []).map((one) => one.person)]).size;

function sayWhatWaits(why = "They are sent when the network is back.") {
  const count = unsent();
  if (count) say(`${plural(count, "mark is", "marks are")} still on this tablet. ${why}`, "attention");
  else say("All marks are saved.");
  for (const row of list.children) {
    const person = row.dataset.person;
    row.classList.toggle("is-waiting", waiting.has(person) || Boolean(letter?.marks.some((one) => one.person === person)));
  }
}

/** Person ids and marks only: nobody's name lies on the tablet. */
function keep() {
  if (unsent()) sessionStorage.setItem(store, JSON.stringify({ waiting: [...waiting.values()], letter }));
  else sessionStorage.removeItem(store);
}

function takeUp() {
  const kept = JSON.parse(sessionStorage.getItem(store) ?? "null");
  if (!kept) return;
  letter = kept.letter;
  for (const one of kept.waiting) waiting.set(one.person, one);
  for (const one of [...(letter?.marks ?? []), ...waiting.values()]) {
    const row = rowOf(one.person);
    if (row) show(row, one);
  }
}

function show(row, one) {
  const { marks, arrived, left } = fields(row);
  for (const radio of marks) radio.checked = radio.value === one.mark;
  arrived.value = one.arrived ?? "";
  left.value = one.left ?? "";
  row.querySelector("details").open ||= Boolean(arrived.value || left.value);
}

/** A mark as the server has it, in its row; a row of its own for somebody who is new here. */
function takeIn(one, isAgain = false) {
  newest = Math.max(newest, one.change);
  let row = rowOf(one.person);
  if (row && !isAgain && Number(row.dataset.change) >= one.change) return;
  row ??= addRow(one);
  if (waiting.has(one.person)) return; // what waits here is compared by the server, and both are shown
  row.dataset.change = one.change;
  show(row, one);
  row.querySelector("[data-how]").textContent = one.how ? one.how[0].toUpperCase() + one.how.slice(1) : "";
}

function addRow(one) {
  const row = document.getElementById("register-row").content.firstElementChild.cloneNode(true);
  const key = one.person.replaceAll("-", "");
  row.dataset.person = one.person;
  row.dataset.letters = one.letters ?? "";
  for (const field of row.querySelectorAll("[name]")) field.name = field.name.replace(/new$/, key);
  row.querySelector(".register__name").textContent = one.last_first ?? one.name;
  row.querySelector(".register__line").textContent = one.unannounced ? `${one.line}, came unannounced` : one.line;
  comfort(row);
  list.append(row);
  document.querySelector(".empty")?.remove();
  return row;
}

function count() {
  const all = { present: 0, absent: 0, none: 0 };
  for (const row of list.children) all[row.querySelector("[type=radio]:checked")?.value ?? "none"] += 1;
  const parts = [[all.present, " here, "], [all.absent, " not here, "], [all.none, " not marked, of "]];
  const line = document.querySelector("[data-counts]");
  line.replaceChildren(
    ...parts.flatMap(([number, words]) => {
      const strong = document.createElement("strong");
      strong.textContent = number;
      return [strong, words];
    }),
    String(list.children.length),
  );
}

/** What a row says now waits to be sent, on the mark that was seen. */
function mark(row) {
  const { marks, arrived, left } = fields(row);
  const chosen = marks.find((radio) => radio.checked)?.value ?? (arrived.value || left.value ? "present" : "");
  if (!chosen) return;
  marks.find((radio) => radio.value === chosen).checked = true;
  if (chosen === "absent") arrived.value = left.value = "";
  const person = row.dataset.person;
  waiting.set(person, { person, mark: chosen, arrived: arrived.value, left: left.value, seen: Number(row.dataset.change) });
  keep();
  count();
  send();
}

async function ask(options = {}) {
  const address = new URL(form.dataset.marks, window.location.href);
  address.searchParams.set("since", newest);
  try {
    return await fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout(PATIENCE), ...options });
  } catch {
    return null; // no network, or no answer in time: it is sent again
  }
}

async function send() {
  if (isSending || isStuck) return sayWhatWaits();
  isSending = true;
  if (!letter && waiting.size) {
    letter = { key: newKey(), marks: [...waiting.values()] };
    waiting.clear();
    keep();
  }
  const isLetter = Boolean(letter);
  const answer = isLetter
    ? await ask({
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": token },
        body: JSON.stringify({ key: letter.key, marks: letter.marks }),
      })
    : await ask();
  const isAnswered = await take(answer, isLetter);
  isSending = false;
  if (isAnswered && waiting.size) send();
}

/** What the server says to a letter or a look; whether it has answered. */
async function take(answer, isLetter) {
  if (!answer || answer.status >= 500) return sayWhatWaits();
  if (answer.status === 401 || answer.type === "opaqueredirect") return signIn();
  if (answer.status === 400) return stop("Open this page again: it has been open for long. What waits is kept.");
  if (answer.status === 403 || answer.status === 404) return stop("You do not keep this register any more.");
  let told;
  try {
    told = await answer.json();
  } catch {
    return sayWhatWaits(); // cut off, or some other network's own page
  }
  if (answer.status === 409) return stop(told.sentence);
  if (answer.status === 422) return stop(told.sentence);
  if (isLetter) settle(told);
  for (const one of told.marks) takeIn(one);
  newest = Math.max(newest, told.newest);
  keep();
  count();
  if (unsent()) sayWhatWaits("They are being sent.");
  else sayWhatWaits();
  return true;
}

/** The batch has arrived. Later marks of the same people were made knowing it. */
function settle(told) {
  const sent = new Map(letter.marks.map((one) => [one.person, one]));
  letter = undefined;
  for (const one of told.marks) {
    const later = waiting.get(one.person);
    const before = sent.get(one.person);
    if (later && before && before.mark === one.mark && before.arrived === one.arrived && before.left === one.left) {
      later.seen = one.change;
    }
  }
  for (const one of told.differing) {
    takeIn(one, true);
    tellBoth(one, sent.get(one.person));
  }
  for (const one of told.refused) {
    const name = rowOf(one.person)?.querySelector(".register__name").textContent ?? "Somebody";
    tell(name, one.sentence);
  }
}

function tell(title, text, buttons = []) {
  const notice = document.createElement("section");
  notice.className = "notice notice--attention";
  const heading = document.createElement("h2");
  heading.className = "notice__title";
  heading.textContent = title;
  const words = document.createElement("p");
  words.textContent = text;
  const row = document.createElement("div");
  row.className = "govuk-button-group";
  for (const [label, act] of [...buttons, buttons.length ? ["Leave it as it is"] : ["Put away"]]) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "govuk-button govuk-button--secondary", textContent: label });
    button.addEventListener("click", () => {
      notice.remove();
      news.hidden = !news.children.length;
      act?.();
    });
    row.append(button);
  }
  notice.append(heading, words, row);
  news.append(notice);
  news.hidden = false;
}

/** Two keepers have said different things of one person: what stands, stands, until somebody decides. */
function tellBoth(one, mine) {
  tell(
    `${one.name}: two people say different things`,
    `It says ${[one.there, one.how].filter(Boolean).join(", ")}. Here somebody said ${one.sent}. It stays as it is unless you change it.`,
    [
      [
        "Put mine in its place",
        () => {
          const row = rowOf(one.person);
          show(row, mine);
          mark(row);
        },
      ],
    ],
  );
}

function stop(sentence) {
  isStuck = true;
  const count = unsent();
  say(count ? `${sentence} ${plural(count, "mark is", "marks are")} still on this tablet.` : sentence, "attention");
}

function signIn() {
  sayWhatWaits();
  const count = unsent();
  const link = document.createElement("a");
  link.href = form.dataset.signIn;
  link.textContent = "Sign in again";
  said.replaceChildren("You are signed out. ", link, count ? `, and ${plural(count, "mark", "marks")} on this tablet will be sent.` : ".");
  said.dataset.tone = "attention";
}

/** The time at a tap, beside the fields for it. */
function comfort(row) {
  for (const label of row.querySelectorAll(".register__clock label")) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "govuk-button govuk-button--secondary register__now", textContent: "Now" });
    button.setAttribute("aria-label", `${label.textContent.trim()} now`);
    button.addEventListener("click", () => {
      label.querySelector("input").value = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
      mark(row);
    });
    label.after(button);
  }
}

/** A field over the list hides whose names do not begin like that. */
function filter() {
  const field = document.getElementById("register-q");
  field.form.addEventListener("submit", (event) => event.preventDefault());
  field.form.querySelector("button").remove();
  field.addEventListener("input", () => {
    const words = field.value.normalize("NFKD").replace(/[\p{M}'’]/gu, "").toLowerCase().replaceAll("ł", "l").split(/[\s-]+/).filter(Boolean);
    for (const row of list.children) {
      const names = row.dataset.letters.split(" ");
      row.hidden = !words.every((word) => names.some((name) => name.startsWith(word)));
    }
  });
}

/** Somebody of any school, by three letters, at once in the list and marked. */
function adding() {
  const field = document.getElementById("register-add-q");
  const found = document.getElementById("register-found");
  let pause;
  const look = async () => {
    const words = field.value.trim();
    if (words.length < 3) return found.replaceChildren();
    const address = new URL(form.dataset.people, window.location.href);
    address.searchParams.set("q", words);
    let people;
    try {
      const answer = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
      people = await answer.json();
    } catch {
      return found.replaceChildren("Without a network nobody can be looked up. Write the name down for now.");
    }
    found.replaceChildren(
      ...people.map((one) => {
        const item = document.createElement("li");
        const button = document.createElement("button");
        Object.assign(button, { type: "button", className: "govuk-button govuk-button--secondary", textContent: `${one.name} is here` });
        const line = document.createElement("span");
        line.className = "register__line";
        line.textContent = one.line;
        button.addEventListener("click", () => {
          const letters = one.name.normalize("NFKD").replace(/[\p{M}'’]/gu, "").toLowerCase();
          const row = rowOf(one.person) ?? addRow({ ...one, letters, unannounced: true });
          show(row, { mark: "present" });
          mark(row);
          field.value = "";
          found.replaceChildren();
        });
        item.append(button, line);
        return item;
      }),
    );
    if (!people.length) found.replaceChildren("Nobody is found under these letters.");
  };
  field.form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, 200);
  });
}

/** Whoever is not marked on this page is here: a tap, undone person by person. */
function everybodyElse() {
  const holder = document.getElementById("register-rest");
  if (!holder) return;
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "govuk-button govuk-button--secondary", textContent: "All who are not marked are here" });
  button.addEventListener("click", () => {
    for (const row of list.children) {
      if (row.hidden || row.querySelector("[type=radio]:checked")) continue;
      row.querySelector("[value=present]").checked = true;
      const person = row.dataset.person;
      waiting.set(person, { person, mark: "present", arrived: "", left: "", seen: Number(row.dataset.change) });
    }
    keep();
    count();
    send();
  });
  holder.replaceChildren(button);
}

document.getElementById("register-save")?.remove();
[...list.children].forEach(comfort);
filter();
adding();
everybodyElse();
takeUp();
count();
list.addEventListener("change", (event) => mark(event.target.closest("[data-person]")));
form.addEventListener("submit", (event) => event.preventDefault());
window.addEventListener("online", send);
window.addEventListener("offline", () => sayWhatWaits());
window.addEventListener("beforeunload", (event) => {
  if (unsent()) event.preventDefault();
});
setInterval(() => document.visibilityState === "visible" && send(), EVERY);
if (unsent()) send();
