// Looks again how far long work is, so that nobody has to reload the page. Without this, opening it again does the same.

const EVERY = 1500;
const part = document.querySelector("[data-look-again]");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const now = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (!now?.hasAttribute("data-look-again")) {
      // It has ended, or something is in the way: the whole page says what comes next.
      location.reload();
      return;
    }
    part.replaceChildren(...now.childNodes);
  } catch {
    // No network for a moment.
  }
  setTimeout(look, EVERY);
}

if (part) setTimeout(look, EVERY);
