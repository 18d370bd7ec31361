/* What makes the pages quick.  Every act works without it: real links, real forms. */
(() => {
  "use strict";
  const body = document.body;
  const word = (name) => body.dataset[`word${name}`] || "";
  const typing = (element) =>
    element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");

  /* Keys -------------------------------------------------------------------------- */
  let waitingForLetter = 0;

  const rows = () => [...document.querySelectorAll("[data-href]")].filter((row) => row.offsetParent);

  function moveRow(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(document.activeElement.closest("[data-href]"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    next.tabIndex = 0;
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.key === "Escape") {
      document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    }
    const row = event.target.matches?.("[data-href]") ? event.target : null;
    if (event.key === "Enter" && row) {
      window.location.assign(row.dataset.href);
      return;
    }
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (Date.now() - waitingForLetter < 1500) {
      waitingForLetter = 0;
      const link = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      if (link) {
        event.preventDefault();
        window.location.assign(link.href);
      }
      return;
    }
    const act = {
      "/": () => (document.getElementById("search-everywhere") || document.querySelector("input[type=search]"))?.focus(),
      "?": () => document.getElementById("keys")?.showModal(),
      g: () => { waitingForLetter = Date.now(); },
      j: () => moveRow(1),
      k: () => moveRow(-1),
    }[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });

  /* Clicks -------------------------------------------------------------------------- */
  document.addEventListener("click", (event) => {
    const target = event.target;
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(target)) menu.open = false;
    });
    const close = target.closest("[data-dismiss]");
    if (close) {
      close.closest(".notice").remove();
      return;
    }
    const opener = target.closest("[data-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.dialog);
      if (dialog) {
        event.preventDefault();
        opener.closest("details[data-menu]")?.removeAttribute("open");
        dialog.showModal();
      }
      return;
    }
    const row = target.closest("[data-href]");
    if (row && !target.closest("a, button, input, label, select, summary") && !String(window.getSelection())) {
      if (event.ctrlKey || event.metaKey) window.open(row.dataset.href, "_blank", "noopener");
      else window.location.assign(row.dataset.href);
    }
  });

  document.getElementById("nav-narrow")?.addEventListener("change", (event) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `nav_narrow=${event.target.checked ? 1 : 0}; path=/; max-age=31536000; samesite=lax${secure}`;
  });

  /* Drafts: what is typed into <form data-draft="key"> survives a lost connection ---- */
  const DRAFT = `draft:${body.dataset.user}:`;
  const DAY = 24 * 3600 * 1000;
  const store = {
    get(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    set(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ }
    },
    drop(key) {
      try { localStorage.removeItem(key); } catch { /* forbidden */ }
    },
    drafts() {
      try { return Object.keys(localStorage).filter((key) => key.startsWith("draft:")); } catch { return []; }
    },
  };
  const kept = (form) =>
    [...form.elements].filter((field) =>
      field.name && field.name !== "csrfmiddlewaretoken" && !field.disabled &&
      !["hidden", "password", "file", "submit", "button"].includes(field.type) && !("noDraft" in field.dataset));

  function saveDraft(form, sent) {
    const values = kept(form).map((field) =>
      [field.name, field.value, ["checkbox", "radio"].includes(field.type) ? field.checked : null]);
    store.set(DRAFT + form.dataset.draft, { at: Date.now(), sent, values });
  }

  function openDraft(form) {
    const key = DRAFT + form.dataset.draft;
    const draft = store.get(key);
    if (!draft) return;
    const failed = form.querySelector("[data-errors]");
    const done = draft.sent && document.querySelector(".notice-success");
    if (done || Date.now() - draft.at > DAY) return store.drop(key);
    if (failed) return; // the server has put back what was sent
    let changed = false;
    draft.values.forEach(([name, value, checked]) => {
      kept(form).filter((field) => field.name === name).forEach((field) => {
        if (checked === null ? field.value !== value : field.value === value && field.checked !== checked) {
          if (checked === null) field.value = value;
          else field.checked = checked;
          changed = true;
        }
      });
    });
    if (!changed) return;
    const bar = document.createElement("div");
    bar.className = "notice notice-info";
    bar.setAttribute("role", "status");
    const text = document.createElement("div");
    text.textContent = word("Draft");
    const discard = document.createElement("button");
    discard.type = "button";
    discard.className = "btn btn-sm btn-outline-secondary";
    discard.textContent = word("Discard");
    discard.addEventListener("click", () => {
      store.drop(key);
      form.reset();
      bar.remove();
    });
    bar.append(text, discard);
    form.prepend(bar);
  }

  function settleDrafts() {
    const here = [...document.querySelectorAll("form[data-draft]")];
    here.forEach((form) => openDraft(form));
    store.drafts().forEach((key) => {
      const draft = store.get(key);
      const shown = here.some((form) => DRAFT + form.dataset.draft === key);
      if (!draft || Date.now() - draft.at > DAY || (draft.sent && !shown)) store.drop(key);
    });
  }

  let draftTimer;
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-draft]");
    if (!form) return;
    clearTimeout(draftTimer);
    draftTimer = setTimeout(() => saveDraft(form, false), 400);
  });

  /* Sending -------------------------------------------------------------------------- */
  function ask(question, destructive) {
    return new Promise((resolve) => {
      const dialog = document.createElement("dialog");
      const text = document.createElement("p");
      text.textContent = question;
      const buttons = document.createElement("form");
      buttons.method = "dialog";
      buttons.className = "form-buttons";
      [["yes", word("Yes"), destructive ? "btn btn-danger" : "btn btn-primary"], ["no", word("No"), "btn btn-secondary"]].forEach(([value, label, css]) => {
        const button = document.createElement("button");
        button.value = value;
        button.textContent = label;
        button.className = css;
        buttons.append(button);
      });
      dialog.append(text, buttons);
      dialog.addEventListener("close", () => {
        dialog.remove();
        resolve(dialog.returnValue === "yes");
      });
      body.append(dialog);
      dialog.showModal();
    });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const question = event.submitter?.dataset.confirm || form.dataset.confirm;
    if (question && !form.dataset.confirmed) {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (await ask(question, event.submitter?.classList.contains("btn-danger"))) {
        form.dataset.confirmed = "yes";
        form.requestSubmit(event.submitter);
        delete form.dataset.confirmed;
      }
      return;
    }
    if (form.method === "dialog") return;
    if ("forgetDrafts" in form.dataset) store.drafts().forEach((key) => store.drop(key));
    if ("draft" in form.dataset) {
      clearTimeout(draftTimer);
      saveDraft(form, true);
    }
    if ("clean" in form.dataset) {
      // Empty filters stay out of the address.
      const empty = [...form.elements].filter((field) => field.name && field.value === "");
      empty.forEach((field) => { field.disabled = true; });
      setTimeout(() => empty.forEach((field) => { field.disabled = false; }));
    }
    // A download leaves the page standing, so its form stays usable.
    if (form.method === "post" && !event.defaultPrevented && !("download" in form.dataset)) {
      // Twice clicked is once sent.
      if (form.classList.contains("is-sending")) event.preventDefault();
      else setTimeout(() => form.classList.add("is-sending"));
    }
  }, true);

  window.addEventListener("pageshow", () =>
    document.querySelectorAll("form.is-sending").forEach((form) => form.classList.remove("is-sending")));

  /* Files: what was chosen, and what is too large, before it is sent ------------------- */
  function size(bytes) {
    return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  }

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.type !== "file" || !("preview" in input.dataset || input.dataset.maxBytes)) return;
    const most = Number(input.dataset.maxBytes || 0);
    let list = input.parentElement.querySelector(".previews");
    if (!list) {
      list = document.createElement("ul");
      list.className = "previews";
      list.setAttribute("aria-live", "polite");
      input.after(list);
    }
    list.querySelectorAll("img").forEach((image) => URL.revokeObjectURL(image.src));
    list.replaceChildren(...[...input.files].map((file) => {
      const item = document.createElement("li");
      const isPicture = file.type.startsWith("image/");
      const mark = document.createElement(isPicture ? "img" : "span");
      if (isPicture) {
        mark.src = URL.createObjectURL(file);
        mark.alt = "";
      } else {
        mark.className = "file-mark";
        mark.textContent = file.name.split(".").pop().toUpperCase();
      }
      const label = document.createElement("span");
      const isTooLarge = most && file.size > most;
      label.textContent = `${file.name} · ${size(file.size)}`;
      if (isTooLarge) {
        label.className = "too-large";
        label.textContent += ` – ${word("TooLarge")} (${size(most)})`;
      }
      item.append(mark, label);
      return item;
    }));
    const tooLarge = most && [...input.files].some((file) => file.size > most);
    input.setCustomValidity(tooLarge ? word("TooLarge") : "");
    input.classList.toggle("is-invalid", Boolean(tooLarge));
  });

  /* htmx ---------------------------------------------------------------------------------- */
  body.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") return;
    Object.entries(event.detail.parameters).forEach(([name, value]) => {
      if (value === "") delete event.detail.parameters[name];
    });
  });
  body.addEventListener("htmx:afterRequest", (event) => event.detail.elt.classList?.remove("is-sending"));
  const lost = () => {
    const bar = document.createElement("div");
    bar.className = "notice notice-error";
    bar.setAttribute("role", "alert");
    bar.textContent = word("Lost");
    document.getElementById("messages")?.replaceChildren(bar);
    bar.scrollIntoView({ block: "nearest" });
  };
  body.addEventListener("htmx:sendError", lost);
  body.addEventListener("htmx:responseError", lost);

  /* Search everywhere: arrows choose a suggestion, Enter opens it, Escape closes ---------- */
  const field = document.getElementById("search-everywhere");
  const suggestions = document.getElementById("search-suggestions");
  if (field && suggestions) {
    const options = () => [...suggestions.querySelectorAll("[role=option]")];
    const chosen = () => suggestions.querySelector("[aria-selected=true]");
    const close = () => {
      suggestions.replaceChildren();
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
    };
    const choose = (option) => {
      chosen()?.removeAttribute("aria-selected");
      if (!option) return field.removeAttribute("aria-activedescendant");
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      return field.setAttribute("aria-activedescendant", option.id);
    };
    suggestions.addEventListener("htmx:afterSwap", () => {
      if (document.activeElement !== field || !field.value.trim()) close();
      field.setAttribute("aria-expanded", String(options().length > 0));
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const all = options();
      if (event.key === "Escape" && suggestions.firstElementChild) {
        event.stopPropagation();
        close();
      } else if (["ArrowDown", "ArrowUp"].includes(event.key) && all.length) {
        event.preventDefault();
        const step = event.key === "ArrowDown" ? 1 : -1;
        const at = all.indexOf(chosen());
        choose(all[at === -1 ? (step === 1 ? 0 : all.length - 1) : at + step]);
      } else if (event.key === "Enter" && chosen()) {
        event.preventDefault();
        window.location.assign(chosen().href);
      }
    });
    document.addEventListener("click", (event) => {
      if (!field.form.contains(event.target)) close();
    });
    field.form.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !field.form.contains(event.relatedTarget)) close();
    });
  }

  /* On arrival ---------------------------------------------------------------------------- */
  function arrive(root) {
    root.querySelectorAll("[data-dismiss][hidden]").forEach((button) => { button.hidden = false; });
    root.querySelectorAll("[data-href]:not([tabindex])").forEach((row) => { row.tabIndex = -1; });
    const errors = root.querySelector("[data-errors]");
    if (errors) errors.focus();
    return errors;
  }
  settleDrafts();
  if (!arrive(document) && window.matchMedia("(min-width: 768px)").matches) {
    const first = document.querySelector("main form[method=post] :is(input:not([type=hidden]):not([type=file]), select, textarea)");
    if (first && first.closest("form").matches(".form-surface, .gate-card form")) first.focus({ preventScroll: true });
  }
  body.addEventListener("htmx:afterSwap", (event) => arrive(event.detail.target?.parentElement || document));
})();
