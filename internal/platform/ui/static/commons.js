// What is nicer with script. Every page works without this file.
(() => {
  "use strict";

  // A menu closes when the reader turns to something else, and on Escape gives the focus back.
  const closeMenus = (except) => {
    for (const menu of document.querySelectorAll("details[data-lc-menu][open]")) {
      if (menu !== except) menu.open = false;
    }
  };
  document.addEventListener("click", (event) => closeMenus(event.target.closest("details[data-lc-menu]")));
  document.addEventListener("focusin", (event) => closeMenus(event.target.closest("details[data-lc-menu]")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details[data-lc-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });

  // Copy buttons are shown only where copying works.
  const showCopyButtons = () => {
    if (!navigator.clipboard) return;
    for (const button of document.querySelectorAll("button[data-lc-copy][hidden]")) button.hidden = false;
  };
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-lc-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.lcCopy);
    button.querySelector("[aria-live]").textContent = button.dataset.lcCopied;
  });
  showCopyButtons();
  document.addEventListener("htmx:load", showCopyButtons);
})();
