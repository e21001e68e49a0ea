// What is typed saves itself at each pause, and the page says where the words are. Typing never waits, and nothing stays
// on the device. A form has one version, or one edition for each of its texts (names that begin with "seen_").

const PAUSE = 400;
const TRY_AGAIN = 10_000;
const PATIENCE = 15_000;

const form = document.querySelector("form:has([data-autosave])");
const said = form.querySelector("[data-autosave]");
const button = form.querySelector("button[type=submit]").textContent.trim();
const now = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const isWords = ([name]) => !["version", "csrf_token"].includes(name) && !name.startsWith("seen_");
const wordsOf = (data) => JSON.stringify([...data].filter(isWords));

let pause;
let saved = wordsOf(new FormData(form));
// What was sent and not yet answered: sent again as it was, so that a lost answer is no quarrel with oneself.
let letter;
let sending = Promise.resolve();
let isStuck = false;

function say(text, tone = "") {
  said.hidden = false;
  said.dataset.tone = tone;
  if (said.textContent !== text) said.textContent = text;
}

async function send() {
  letter ??= new FormData(form);
  const what = letter;
  let answer;
  try {
    answer = await fetch(said.dataset.autosave, {
      method: "POST", body: what, redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
    });
  } catch {
    return later("Not saved: no network. The words are on this page only.");
  }
  if (answer.status >= 500) return later("Not saved: the server does not answer. The words are on this page only.");
  letter = undefined;
  if (answer.status === 401 || answer.type === "opaqueredirect") return later(`Not saved: you are signed out. Press ${button}, and your words come along.`);
  const told = await answer.json().catch(() => ({ errors: [] }));
  const { version, editions, errors } = told;
  if (answer.ok || editions) take(told, what);
  if (answer.ok) {
    if (version !== undefined) form.elements.version.value = version;
    return say(`Saved ${now()}`, "done");
  }
  if (answer.status === 409 && !editions) isStuck = true;
  return say(`Not saved yet. ${errors?.[0]?.sentence ?? `Press ${button}.`}`, "attention");
}

/** Stand on what was saved; show what somebody else wrote in texts that nobody touches here. */
function take({ editions = {}, others = {} }, what) {
  for (const [name, edition] of Object.entries(editions)) form.elements[name].value = edition;
  for (const [name, { text, seen, edition }] of Object.entries(others)) {
    const field = form.elements[name];
    if (field === document.activeElement || field.value !== what.get(name)) continue;
    field.value = text;
    form.elements[seen].value = edition;
    what.set(name, text);
  }
  saved = wordsOf(what);
}

function later(text) {
  say(text, "attention");
  clearTimeout(pause);
  pause = setTimeout(save, TRY_AGAIN);
}

function save() {
  clearTimeout(pause);
  sending = sending.then(async () => {
    if (isStuck) return;
    if (letter) await send();
    if (!letter && wordsOf(new FormData(form)) !== saved) await send();
  });
  return sending;
}

function typed() {
  clearTimeout(pause);
  pause = setTimeout(save, PAUSE);
}

form.addEventListener("input", typed);
form.addEventListener("change", typed);
window.addEventListener("online", save);
document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && save());

// A button pressed while a save is on its way goes with the version that this save makes.
let isGoing = false;
form.addEventListener("submit", async (event) => {
  clearTimeout(pause);
  if (isGoing || !letter) {
    isGoing = true;
    return;
  }
  event.preventDefault();
  const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));
  await Promise.race([save(), wait(2000)]);
  await wait(0); // not while this submission is still being announced
  isGoing = true;
  form.requestSubmit(event.submitter);
});
window.addEventListener("beforeunload", (event) => {
  if (!isGoing && (letter || wordsOf(new FormData(form)) !== saved)) event.preventDefault();
});
