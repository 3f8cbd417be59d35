// Keyboard, focus and saving for every page. Each page works without this file; it adds comfort only.
(() => {
  "use strict";
  const OFF = "noroshi.keys.off";
  const typing = (element) => element instanceof HTMLElement
    && (element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName));
  const one = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const shown = (element) => element.getClientRects().length > 0;
  const remembered = () => { try { return localStorage.getItem(OFF) === "1"; } catch { return false; } };
  const remember = (off) => { try { localStorage.setItem(OFF, off ? "1" : "0"); } catch { /* private window */ } };

  // ---- j / k / Enter in a list marked data-keys (items: [data-item], else table rows, else list items) ----
  const items = (list) => {
    const marked = all("[data-item]", list);
    return (marked.length ? marked : all("tbody > tr, :scope > li", list)).filter(shown);
  };
  const choose = (list, step) => {
    const rows = items(list);
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.classList.contains("is-current"));
    const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
    rows.forEach((row) => row.classList.toggle("is-current", row === next));
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    next.dispatchEvent(new CustomEvent("noroshi:current", { bubbles: true }));
  };
  const openCurrent = (list) => {
    const current = one(".is-current", list);
    if (!current || !current.contains(document.activeElement)) return false;
    if (document.activeElement !== current) return false; // a link or button inside has the focus: leave it alone
    const link = one("[data-open]", current) || one("a[href]", current);
    if (!link) return false;
    link.click();
    return true;
  };

  // ---- help ----
  const help = () => one("#keys-help");
  const label = (element) => element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();
  const fillHelp = (dialog) => {
    all("[data-page-key]", dialog).forEach((row) => row.remove());
    const seen = new Set();
    all("[data-key]").filter(shown).forEach((element) => {
      if (seen.has(element.dataset.key)) return;
      seen.add(element.dataset.key);
      const row = document.createElement("div");
      row.dataset.pageKey = "";
      const term = document.createElement("dt");
      const key = document.createElement("kbd");
      const text = document.createElement("dd");
      key.textContent = element.dataset.key;
      text.textContent = label(element);
      term.append(key);
      row.append(term, text);
      one(".keys-list", dialog).append(row);
    });
  };
  const showHelp = () => {
    const dialog = help();
    if (!dialog || dialog.open) return;
    fillHelp(dialog);
    one("#keys-off", dialog).checked = remembered();
    dialog.showModal();
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (typing(event.target) || one("dialog[open]")) return;
    const list = one("[data-keys]");
    if (event.key === "Enter") {
      if (list && openCurrent(list)) event.preventDefault();
      return;
    }
    if (remembered()) return;
    const acts = (element) => !element.closest("[data-keys]") || element.closest(".is-current"); // in a list: its row only
    const own = all("[data-key]").filter((element) => element.dataset.key === event.key && shown(element) && acts(element));
    if (own.length) {
      const scoped = own.find((element) => element.closest(".is-current")) || own[0];
      event.preventDefault();
      if (typing(scoped)) scoped.focus(); else scoped.click();
    } else if (event.key === "?") {
      event.preventDefault();
      showHelp();
    } else if (list && (event.key === "j" || event.key === "k")) {
      event.preventDefault();
      choose(list, event.key === "j" ? 1 : -1);
    } else if (event.key === "/") {
      const field = one(".filter-bar input:not([type=hidden]), .filter-bar select, input[type=search]");
      if (field) { event.preventDefault(); field.focus(); }
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-keys-help]")) showHelp();
    if (event.target.closest("[data-print]")) window.print();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "keys-off") remember(event.target.checked);
    const name = event.target.dataset.checkAll;
    if (name) all(`input[name="${name}"]`, event.target.form || document).forEach((box) => { box.checked = event.target.checked; });
  });

  // ---- forms: unsaved changes (data-guard), one sending at a time ----
  let dirty = null;
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "guard" in form.dataset) dirty = form;
  });
  document.addEventListener("submit", (event) => {
    dirty = null;
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if ("sent" in form.dataset) { event.preventDefault(); return; }
    form.dataset.sent = "";
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));
  window.addEventListener("beforeunload", (event) => {
    if (dirty && dirty.isConnected) event.preventDefault();
  });

  // ---- saving while one types (HTMX, form[data-autosave]) ----
  const say = (form, state) => {
    const status = form && one("[data-autosave-status]", form);
    if (!status) return;
    const clock = new Date().toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
    status.className = `autosave is-${state}`;
    status.textContent = status.dataset[state] + (state === "saved" ? ` ${clock}` : "");
  };
  const autosaved = (event) => event.target instanceof Element ? event.target.closest("form[data-autosave]") : null;
  const typed = new WeakMap(); // how often the form changed, now and when the last request left
  const sent = new WeakMap();
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (!form || !("autosave" in form.dataset)) return;
    typed.set(form, (typed.get(form) || 0) + 1);
    say(form, "saving");
  });
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = autosaved(event);
    if (form) sent.set(form, typed.get(form) || 0);
    say(form, "saving");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = autosaved(event);
    const status = event.detail.xhr ? event.detail.xhr.status : 0;
    if (!form && status === 401) window.location.reload();
    if (!form) return;
    const ended = status === 401;
    const newer = event.detail.successful && (typed.get(form) || 0) !== (sent.get(form) || 0);
    say(form, newer ? "saving" : event.detail.successful ? "saved" : ended ? "ended" : "failed");
    if (event.detail.successful && dirty === form) dirty = null;
    if (!event.detail.successful) dirty = form;
  });

  // ---- a security key that did not answer (allauth's scripts tell) ----
  document.addEventListener("allauth.error", (event) => {
    const notice = one("#key-failed");
    if (!notice) return;
    event.preventDefault();
    notice.hidden = false;
    notice.scrollIntoView({ block: "nearest" });
  });

  // ---- after loading, and after HTMX replaced a part ----
  const arrive = () => {
    const summary = one("#error-summary");
    if (summary) summary.focus();
    const button = one("[data-keys-help]");
    if (button) button.hidden = false;
    all("[data-needs-script]").forEach((element) => { element.hidden = false; });
  };
  document.addEventListener("htmx:afterSwap", (event) => {
    const summary = one("#error-summary", event.target);
    if (summary) summary.focus();
  });
  arrive();
})();
