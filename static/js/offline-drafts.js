// Drafts on this device and what becomes of them. No page here: that is offline-visit.js.
//
// A draft is sent as it stood at one moment (`sending`), and that letter is sent again, unchanged, until it is answered.
// Only then do later words follow. So a lost answer makes no second visit and no quarrel with oneself.

export const FIELDS = [
  "visited_on", "visited_at", "kind", "seen", "worked", "question", "modelled", "modelled_minutes", "rehearsed",
  "rehearsed_minutes", "message", "look_for_ids", "term_ids", "library_step_id", "step_text", "tried_where",
  "check_back_on", "earlier", "earlier_went",
];
const LISTS = ["look_for_ids", "term_ids"];
// What stands in a visit from its beginning is no reason to send it.
const GIVEN = ["visited_on", "visited_at", "kind", "check_back_on"];

export const same = (one, other) =>
  Boolean(one && other) && FIELDS.every((name) => JSON.stringify(one[name]) === JSON.stringify(other[name]));
const isBlank = (words) => FIELDS.every((name) => GIVEN.includes(name) || words[name].length === 0);
/** Every field, those that were not said empty. */
const whole = (said) => Object.fromEntries(FIELDS.map((name) => [name, said[name] ?? (LISTS.includes(name) ? [] : "")]));

export const dayText = (day) => day.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
export const timeText = (moment) => moment.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
const FORTNIGHT = 14;

/** The first day that somebody works on, a fortnight from now; the server counts Monday as 0, a browser as 1. */
function checkBack(now, worksOn = []) {
  const day = new Date(now);
  day.setDate(day.getDate() + FORTNIGHT);
  while (worksOn.length && !worksOn.includes((day.getDay() + 6) % 7)) day.setDate(day.getDate() + 1);
  return day;
}

export function begun(person) {
  const now = new Date();
  const check_back_on = dayText(checkBack(now, person.works_on));
  const given = { visited_on: dayText(now), visited_at: timeText(now), kind: "lesson_visit", check_back_on };
  const words = whole(given);
  const { id, name, known_as, school_id, school } = person;
  return { key: crypto.randomUUID(), person_id: id, name, known_as, school_id, school, words, base: 0, sent: null, share: false };
}

const isFresh = (draft) => !draft.base && !draft.sending && isBlank(draft.words);
export const isUnsent = (draft) => Boolean(draft.sending) || draft.share || (!isFresh(draft) && !same(draft.words, draft.sent));
const isRefused = (draft) =>
  Boolean(draft.refused) && same(draft.words, draft.refused.words) && draft.share === draft.refused.share;
const isStuck = (draft) => Boolean(draft.conflict) || isRefused(draft);
const isReady = (draft) => isUnsent(draft) && !isStuck(draft);

export class Drafts {
  /** `post` talks to the server, `changed(draft)` tells the page, `gone()` that the device has to be wiped. */
  constructor(store, post, changed, gone) {
    Object.assign(this, { store, post, changed, gone, byKey: new Map(), loose: new Set(), network: "", isSending: false });
    // How many letters were answered: a list of drafts that was asked for before the last of them is out of date.
    this.answered = 0;
    this.line = Promise.resolve();
  }

  load(kept) {
    for (const [name, draft] of kept) if (name.startsWith("draft:")) this.byKey.set(draft.key, draft);
  }

  get unsent() {
    return [...this.byKey.values()].filter(isUnsent);
  }

  /** Unsent drafts that wait for a person, not for the network. */
  get stuck() {
    return this.unsent.filter(isStuck);
  }

  /** What was refused for who was signed in, and not for its words, is tried again. */
  again() {
    for (const draft of this.byKey.values()) if (draft.refused && !draft.refused.isOfWords) delete draft.refused;
  }

  /** Put a draft on the device, each after the one before. What the device cannot take stays on the page, and it says so. */
  keep(draft) {
    this.line = this.line.then(async () => {
      if (this.byKey.get(draft.key) !== draft) return;
      try {
        await this.store.put(`draft:${draft.key}`, draft, isUnsent(draft));
        this.loose.delete(draft.key);
      } catch {
        this.loose.add(draft.key);
      }
      this.changed(draft);
    });
    return this.line;
  }

  async drop(draft) {
    this.byKey.delete(draft.key);
    this.line = this.line.then(() => this.store.remove(`draft:${draft.key}`)).catch(() => undefined);
    await this.line;
  }

  dropIfFresh = (draft) => (isFresh(draft) ? this.drop(draft) : undefined);

  /** Send all that waits, one after the other. */
  async sendAll() {
    if (this.isSending) return;
    this.isSending = true;
    try {
      for (const draft of [...this.byKey.values()]) {
        while (isReady(draft)) if (!(await this.#send(draft))) return;
      }
    } finally {
      this.isSending = false;
      for (const draft of this.byKey.values()) this.changed(draft);
    }
  }

  /** One letter; false where nothing more can be sent now. */
  async #send(draft) {
    draft.sending ??= { words: structuredClone(draft.words), version: draft.base, share: draft.share };
    await this.keep(draft);
    const { key, person_id, school_id } = draft;
    const answer = await this.post("/coaching/offline/visits", { device_id: this.store.id, key, person_id, school_id, ...draft.sending });
    this.network = ["away", "sign-in"].includes(answer.outcome) ? answer.outcome : "";
    if (this.network) return false;
    this.answered += 1;
    if (answer.outcome === "wipe") {
      this.gone();
      return false;
    }
    const { words, share } = draft.sending;
    delete draft.sending;
    delete draft.refused;
    if (answer.outcome === "stale") draft.conflict = answer.said;
    else if (answer.outcome === "refused") draft.refused = { words, share, errors: answer.errors, isOfWords: answer.isOfWords };
    else this.#take(draft, words, share, answer.said);
    if (draft.isShared && same(draft.words, words)) await this.drop(draft);
    else await this.keep(draft);
    this.changed(draft);
    return true;
  }

  #take(draft, words, share, said) {
    Object.assign(draft, { base: said.version, sent: words, saved: timeText(new Date()), isShared: said.is_shared, href: said.href });
    if (share) draft.share = false;
    draft.missing = share && !said.is_shared ? said.missing : [];
  }

  /** Fall in with the server's drafts: those begun elsewhere come, those finished elsewhere go, words not sent stay.
   * The one that stands open stays as it is: whoever types in it is shown both texts when it is sent. */
  async meet(theirs, open) {
    const known = new Map(theirs.map((one) => [one.key, one]));
    for (const draft of [...this.byKey.values()]) {
      if (draft !== open && draft.base && !known.has(draft.key) && !isUnsent(draft) && !draft.conflict) await this.drop(draft);
    }
    for (const { version, words: said, ...one } of theirs) {
      const words = whole(said);
      const mine = this.byKey.get(one.key);
      if (mine && (mine === open || isUnsent(mine) || mine.conflict || mine.base === version)) continue;
      const draft = Object.assign(mine ?? { share: false }, one, { base: version, words, sent: structuredClone(words) });
      this.byKey.set(one.key, draft);
      await this.keep(draft);
    }
  }

  /** Of two texts, go on with one's own, in full knowledge of the other. */
  async keepMine(draft) {
    draft.base = draft.conflict.version;
    delete draft.conflict;
    await this.keep(draft);
  }

  async takeTheirs(draft) {
    const { version, is_shared, is_withdrawn } = draft.conflict;
    const words = whole(draft.conflict.words);
    delete draft.conflict;
    if (is_shared || is_withdrawn) return this.drop(draft);
    Object.assign(draft, { words, sent: structuredClone(words), base: version, share: false });
    return this.keep(draft);
  }

  /** In a sentence: where the words of a draft are. */
  where(draft) {
    if (this.loose.has(draft.key) && isUnsent(draft)) {
      return ["Not kept: this device has no room for the words. They are on this page only; do not close it.", "attention"];
    }
    if (draft.conflict) return ["On this device. It was changed elsewhere: choose below.", "attention"];
    if (draft.isShared && !isUnsent(draft)) return [`Shared with ${draft.known_as}.`, "done"];
    if (isFresh(draft)) return ["Nothing written yet.", "quiet"];
    if (!isUnsent(draft)) return [`Saved ${draft.saved ?? ""}: the server has it. Only you see it until you share it.`.replace(" :", ":"), "done"];
    const then = draft.share ? "shared" : "sent";
    if (isRefused(draft)) {
      const { isOfWords, errors } = draft.refused;
      return [isOfWords ? "On this device, not sent: something needs putting right." : `On this device. ${errors[0].sentence}`, "attention"];
    }
    if (this.network === "sign-in") return [`On this device. Sign in, and it is ${then}; your words are kept here.`, "attention"];
    if (this.network === "away") return [`On this device. It is ${then} when the network is back.`, "quiet"];
    return [`On this device, being ${then}.`, "quiet"];
  }
}
