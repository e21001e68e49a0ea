// A visit on a phone: the time at a tap, and long lists by three letters. Every page works without it.

/** One tap puts the time at the end of the notes. */
function stamp(button) {
  const notes = document.getElementById(button.dataset.stamp);
  button.closest("[hidden]").hidden = false;
  button.addEventListener("click", () => {
    const now = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    const before = notes.value.trimEnd();
    notes.value = `${before}${before ? "\n" : ""}${now} `;
    notes.focus();
    notes.dispatchEvent(new Event("input"));
  });
}

/** A field over a list hides what does not hold the letters typed. What is ticked stays in sight. */
function filter(list) {
  const field = document.createElement("input");
  Object.assign(field, { type: "search", className: "govuk-input pick__filter", placeholder: list.dataset.filter });
  field.setAttribute("aria-label", list.dataset.filter);
  list.prepend(field);
  const items = [...list.querySelectorAll(".govuk-checkboxes__item, .govuk-radios__item")];
  const parts = [...list.querySelectorAll(".pick__standard, .pick__group")];
  const opened = new Map();

  field.addEventListener("input", () => {
    const letters = field.value.trim().toLowerCase();
    const on = letters.length > 2;
    for (const item of items) {
      item.hidden = on && !item.firstElementChild.checked && !item.textContent.toLowerCase().includes(letters);
    }
    for (const part of parts) {
      part.hidden = on && !part.querySelector(".govuk-checkboxes__item:not([hidden]), .govuk-radios__item:not([hidden])");
      if (part.tagName !== "DETAILS") continue;
      if (on && !opened.has(part)) opened.set(part, part.open);
      if (on) part.open = true;
      else if (opened.has(part)) part.open = opened.get(part);
    }
    if (!on) opened.clear();
  });
  // Enter in the filter must not send the visit.
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
}

/** The line of a list says how many are ticked in it. */
function count(pick) {
  const said = pick.querySelector(".pick__count");
  pick.addEventListener("change", () => {
    const ticked = pick.querySelectorAll("input:is([type=checkbox], [type=radio]):checked:not([value=''])").length;
    const word = pick.querySelector("[type=radio]") ? "chosen" : "ticked";
    said.textContent = ticked ? `${ticked} ${word}` : "";
  });
}

/** A step chosen from the library stands in the box at once, unless something of one's own stands there. */
function takeOver(list) {
  const box = document.getElementById("step_text");
  const words = (radio) => (radio?.value ? radio.labels[0].textContent.trim() : "");
  let taken = words(list.querySelector(":checked"));
  list.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    const text = words(event.target);
    if (!box.value.trim() || box.value.trim() === taken) {
      box.value = text;
      box.dispatchEvent(new Event("input"));
      taken = text;
    }
  });
}

document.querySelectorAll("[data-stamp]").forEach(stamp);
document.querySelectorAll("[data-filter]").forEach(filter);
document.querySelectorAll(".pick").forEach(count);
document.querySelectorAll(".pick:has([name=library_step_id])").forEach(takeOver);
