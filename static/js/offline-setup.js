// "On this device": switches offline on here, with a PIN that stays here.

const device = await import(document.getElementById("module-device").href);
const $ = (id) => document.getElementById(id);
const form = $("switch-on");
const say = (text) => ($("setup-said").textContent = text);
const WORKER = form?.dataset.worker;

function fault() {
  const pin = $("new-pin").value;
  if (!$("mine").checked) return "Say that the device is yours, or your school's for you alone.";
  if (!$("device-name").value.trim()) return "Give the device a name, so that you know it again in the list.";
  if (!/^\d{6,}$/.test(pin)) return "A PIN has six digits or more.";
  if (/^(\d)\1+$/.test(pin) || "01234567890123456789".includes(pin) || "98765432109876543210".includes(pin)) return "Choose a PIN that is harder to guess.";
  if (pin !== $("pin-again").value) return "The two PINs differ: type them again.";
  return "";
}

async function switchOn() {
  const id = crypto.randomUUID();
  const answer = await fetch(form.dataset.action, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": form.dataset.token },
    body: JSON.stringify({ device_id: id, name: $("device-name").value }),
  });
  if (!answer.ok) throw new Error("refused");
  // The browser may clear away what a page keeps when it runs out of room, unless asked not to.
  await navigator.storage?.persist?.();
  const worker = await navigator.serviceWorker.register(WORKER);
  await ready(worker);
  await device.begin(id, $("new-pin").value);
  location.assign(form.dataset.next);
}

/** The worker is done when the page and its files are kept. */
const ready = (worker) =>
  new Promise((resolve, reject) => {
    const waiting = worker.installing ?? worker.waiting ?? worker.active;
    const look = () => {
      if (waiting.state === "activated") resolve();
      if (waiting.state === "redundant") reject(new Error("not kept"));
    };
    waiting.addEventListener("statechange", look);
    look();
  });

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const wrong = fault();
  say(wrong);
  if (wrong) return;
  $("switch").disabled = true;
  try {
    say("One moment: the page is being kept on this device.");
    await switchOn();
  } catch {
    say("That did not work: the network or this device's store refused. Nothing is kept here; try again.");
    await device.wipe().catch(() => undefined);
    $("switch").disabled = false;
  }
});

if (!device.isAble()) say("This browser cannot keep anything safely, so offline cannot be switched on here.");
else {
  const lock = await device.findLock();
  $("here").hidden = !lock;
  if (form) form.hidden = Boolean(lock);
  document.querySelector(`[data-device="${lock?.id}"]`)?.removeAttribute("hidden");
}
document.documentElement.dataset.ready = "yes";
