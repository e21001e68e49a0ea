// Is a step small enough to see, and can it be rehearsed before its day? Said while one types, by the rules that the server
// goes by after saving (they come with the page). Nothing of it is sent or kept.

const { isoOf } = await import(document.querySelector("script[src*='js/app.js']").src);

const PAUSE = 400;

const put = (sentence, words) => sentence.replace(/\{(\w+)\}/g, (_, name) => words[name]);

/** The hints on what a form holds; `about` says whose step it is and on which days of the week they work, Monday being 0. */
export function hintsOn(rules, words, about) {
  const text = words.step_text.trim();
  if (!text) return [];
  const phrases = new Set(text.match(new RegExp(rules.vague, "gi"))?.map((phrase) => phrase.toLowerCase()));
  const hints = [...phrases].map((phrase) => ({ phrase, instead: rules.see }));
  if (text.split(/\s+/).length > rules.most_words) hints.push({ instead: rules.one });
  const iso = isoOf(words.check_back_on);
  const day = iso && new Date(`${iso}T12:00`);
  const weekday = day && (day.getDay() + 6) % 7;
  if (day && about.worksOn.length && !about.worksOn.includes(weekday)) {
    hints.push({ instead: put(rules.day, { person: about.person, day: rules.day_names[weekday] }) });
  }
  if (!words.rehearsed.trim() && !words.rehearsed_minutes.trim() && words.kind !== "rehearsal") {
    const before = day ? `before ${day.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}` : "together";
    hints.push({ instead: put(rules.rehearse, { before }) });
  }
  return hints;
}

function line({ phrase, instead }) {
  const item = document.createElement("li");
  if (phrase) {
    const quoted = document.createElement("q");
    quoted.textContent = phrase;
    item.append(quoted, ": ");
  }
  item.append(instead);
  return item;
}

function follow(place) {
  const form = place.closest("form");
  const list = place.querySelector("ul");
  const rules = JSON.parse(place.dataset.stepHints);
  let pause;
  const say = () => {
    const words = Object.fromEntries(
      ["step_text", "check_back_on", "rehearsed", "rehearsed_minutes", "kind"].map((name) => [name, form.elements[name].value]),
    );
    const about = { person: place.dataset.person, worksOn: JSON.parse(place.dataset.worksOn) };
    const hints = hintsOn(rules, words, about);
    // What the server said of the words before goes.
    document.querySelector("[data-step-hints-saved]")?.remove();
    place.hidden = !hints.length;
    list.replaceChildren(...hints.map(line));
  };
  const typed = () => {
    clearTimeout(pause);
    pause = setTimeout(say, PAUSE);
  };
  // Caught on their way down: what fills a box by script does not always rise.
  form.addEventListener("input", typed, { capture: true });
  form.addEventListener("change", typed, { capture: true });
}

document.querySelectorAll("[data-step-hints]").forEach(follow);
