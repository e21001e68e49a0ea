// Small comforts on pages that already work without any of this. Nothing typed is kept on the device by it.

/** Move to the error summary, so that a reader hears at once what is to be put right. */
function focusErrors() {
  document.querySelector("[data-focus]")?.focus();
}

/** A textarea grows with its text. */
function grow(area) {
  const fit = () => {
    const edge = area.offsetHeight - area.clientHeight;
    if (area.scrollHeight + edge > area.offsetHeight) area.style.height = `${area.scrollHeight + edge}px`;
  };
  area.addEventListener("input", fit);
  fit();
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** The ISO form of a day typed day first, or nothing. */
export function isoOf(text) {
  const [day, month, year] = text.trim().split(/[\s/.-]+/);
  if (!/^\d{1,2}$/.test(day) || !/^\d{4}$/.test(year ?? "")) return "";
  const number = /^\d{1,2}$/.test(month)
    ? Number(month)
    : MONTHS.findIndex((name) => month.slice(0, 3).toLowerCase() === name.toLowerCase()) + 1;
  return number ? `${year}-${String(number).padStart(2, "0")}-${day.padStart(2, "0")}` : "";
}

/** A day can be picked as well as typed: a button beside the field opens the browser's own calendar. */
function offerCalendar(field) {
  const calendar = document.createElement("input");
  if (!("showPicker" in calendar)) return;
  Object.assign(calendar, { type: "date", tabIndex: -1 });
  calendar.setAttribute("aria-hidden", "true");

  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "dayfield__pick" });
  const label = field.labels?.[0]?.textContent.trim() ?? "";
  button.setAttribute("aria-label", label ? `Pick: ${label}` : "Pick a day");
  button.innerHTML =
    '<svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true" focusable="false"><path d="M3 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V6Zm0 3.500h16M7 2v4M15 2v4" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"/></svg>';

  const holder = document.createElement("span");
  holder.className = "dayfield__holder";
  holder.append(button, calendar);
  const row = document.createElement("div");
  row.className = "dayfield";
  field.replaceWith(row);
  row.append(field, holder);

  button.addEventListener("click", () => {
    calendar.value = isoOf(field.value);
    calendar.showPicker();
  });
  calendar.addEventListener("change", () => {
    const [year, month, day] = calendar.value.split("-").map(Number);
    field.value = year ? `${day} ${MONTHS[month - 1]} ${year}` : "";
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
  });
}

/** People by three letters: suggestions under a search field, from the address in data-source. */
function suggest(field) {
  const list = document.createElement("ul");
  const voice = document.createElement("p");
  list.id = `${field.id}-list`;
  list.className = "suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels?.[0]?.textContent.trim() ?? "Suggestions");
  voice.className = "govuk-visually-hidden";
  voice.setAttribute("role", "status");
  field.parentElement.append(list);
  field.closest(".finder__field").append(voice);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", list.id]]) {
    field.setAttribute(name, value);
  }

  let found = [];
  let chosen = -1;
  let waiting;
  let asking;

  const show = (open) => {
    list.hidden = !open;
    field.setAttribute("aria-expanded", String(open));
    if (open) list.scrollIntoView({ block: "nearest" });
    else mark(-1);
  };
  const mark = (index) => {
    chosen = index;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
    if (index < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", list.children[index].id);
      list.children[index].scrollIntoView({ block: "nearest" });
    }
  };
  const take = (index) => {
    const one = found[index];
    show(false);
    if (one.href) window.location.assign(one.href);
    else field.value = one.text;
  };
  const draw = (people) => {
    found = people;
    list.replaceChildren(
      ...people.map((one, at) => {
        const item = document.createElement("li");
        item.id = `${list.id}-${at}`;
        item.className = "suggestions__item";
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.textContent = one.text;
        if (one.line) {
          const line = document.createElement("span");
          line.className = "suggestions__line";
          line.textContent = one.line;
          item.append(" ", line);
        }
        item.addEventListener("pointerdown", (event) => event.preventDefault());
        item.addEventListener("click", () => take(at));
        return item;
      }),
    );
    voice.textContent = people.length ? `${people.length} found` : "Nobody found";
    show(people.length > 0);
  };
  const ask = async () => {
    const words = field.value.trim();
    asking?.abort();
    if (words.length < 3) return show(false);
    asking = new AbortController();
    const address = new URL(field.dataset.source, window.location.href);
    address.searchParams.set("q", words);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" }, signal: asking.signal });
      if (answer.ok) draw(await answer.json());
      else show(false);
    } catch (fault) {
      if (fault.name !== "AbortError") show(false); // no connection: the form's own button still works
    }
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 150);
  });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      mark((chosen + step + found.length) % found.length);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(chosen);
    } else if (event.key === "Escape") {
      event.preventDefault();
      show(false);
    }
  });
  field.addEventListener("blur", () => show(false));
}

/** The area one is in stands in sight, where the header is one row to push aside. */
function showArea() {
  const area = document.querySelector(".mainnav [aria-current]");
  const row = area?.closest("ul");
  if (row) row.scrollLeft = area.offsetLeft - (row.clientWidth - area.clientWidth) / 2;
}

showArea();
/** Signing out takes along what is kept on this device; what was not sent yet is asked about first. */
function leave(form) {
  form.addEventListener("submit", async (event) => {
    if (!localStorage.getItem("cpd-offline")) return;
    event.preventDefault();
    const keeper = await import(form.dataset.keeper);
    if (await keeper.leave(form.elements.csrf_token.value)) form.submit();
    else window.location.assign("/coaching/offline/visit#sign-out");
  });
}

focusErrors();
document.querySelectorAll("textarea[data-grow]").forEach(grow);
document.querySelectorAll("input[data-day]").forEach(offerCalendar);
document.querySelectorAll("input[data-source]").forEach(suggest);
document.querySelectorAll("form[data-keeper]").forEach(leave);
