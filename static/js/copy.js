// "Send this page": a button that copies its address, where the browser can. Without it the address is there to select.

document.querySelectorAll("[data-copy]").forEach((button) => {
  if (!navigator.clipboard) return;
  const address = document.getElementById(button.dataset.copy);
  const voice = button.closest("section").querySelector("[role=status]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address.value);
    voice.textContent = "Copied. Paste it into a message.";
  });
  address.addEventListener("focus", () => address.select());
});
