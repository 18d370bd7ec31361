/* The review desk: j and k go through the queue, a reason brings its template text. */
(() => {
  "use strict";
  const isTyping = (element) =>
    element.closest?.("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    const link = { j: "next", k: "prev" }[event.key];
    const target = link && document.querySelector(`a[rel=${link}]`);
    if (target) {
      event.preventDefault();
      target.click();
    }
  });

  const form = document.getElementById("decision");
  if (!form) return;
  const texts = JSON.parse(document.getElementById("reason-texts")?.textContent || "{}");
  const reason = form.querySelector("select[name=reason]");
  const note = form.querySelector("textarea[name=note]");
  const items = form.querySelector(".correction-items");

  // Only what the template wrote is replaced, never what somebody typed.
  let written = "";
  reason.addEventListener("change", () => {
    const text = texts[reason.value] || "";
    if (note.value === "" || note.value === written) {
      note.value = text;
      written = text;
      note.dispatchEvent(new Event("input", { bubbles: true }));
    }
  });

  // A decision offers its own reasons only; asking for correction opens the list.
  const groups = [...reason.querySelectorAll("optgroup")];
  const labels = new Map([...form.querySelectorAll(".outcome")].map((label) =>
    [label.querySelector("input").value, label.textContent.trim()]));
  function narrow() {
    const chosen = form.querySelector("input[name=outcome]:checked")?.value;
    if (!chosen) return;
    groups.forEach((group) => {
      group.disabled = group.label !== labels.get(chosen);
      group.hidden = group.disabled;
    });
    if (reason.selectedOptions[0]?.closest("optgroup")?.disabled) reason.value = "";
    if (items) items.open = items.open || chosen === "correction";
  }
  form.addEventListener("change", (event) => {
    if (event.target.name === "outcome") narrow();
  });
  narrow();
})();
