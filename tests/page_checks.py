"""What every page must keep, looked at in a real browser: names, headings, landmarks, contrast, width.

``faults(page)`` returns sentences; an empty list is a page without a fault. The checks are a hand-written part of the
rules of WCAG 2.2: 1.1.1, 1.3.1, 1.4.3, 1.4.10, 2.4.2, 2.4.6, 3.1.1, 4.1.2.
"""

from typing import Any

_CHECKS = r"""
() => {
  const faults = [];
  const shown = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== "hidden";
  const place = (e) => `<${e.tagName.toLowerCase()}${e.id ? " id=" + e.id : ""}${e.name ? " name=" + e.name : ""}> `
    + (e.textContent || "").trim().replace(/\s+/g, " ").slice(0, 40);
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const text = (e) => (e.getAttribute("aria-label") || e.textContent || "").trim();

  if (!document.documentElement.lang) faults.push("the page has no language");
  if (!document.title.trim()) faults.push("the page has no title");
  for (const [selector, name] of [["main", "main"], ["body > header", "banner"], ["body > footer", "footer"]])
    if (document.querySelectorAll(selector).length !== 1) faults.push(`not exactly one ${name}`);
  const navigations = all("nav");
  const names = navigations.map((e) => e.getAttribute("aria-label") || e.getAttribute("aria-labelledby"));
  if (navigations.length > 1 && (names.includes(null) || new Set(names).size < names.length))
    faults.push(`navigations without a name of their own: ${names}`);

  const headings = all("h1, h2, h3, h4, h5, h6");
  if (headings.filter((e) => e.tagName === "H1").length !== 1) faults.push("not exactly one h1");
  let level = 0;
  for (const e of headings) {
    const now = Number(e.tagName[1]);
    if (now > level + 1) faults.push(`h${level} is followed by ${place(e)}`);
    if (!text(e)) faults.push(`empty heading ${place(e)}`);
    level = now;
  }

  for (const e of all("input:not([type=hidden]), select, textarea"))
    if (![...(e.labels || [])].some((label) => label.textContent.trim()) && !e.getAttribute("aria-label")
        && !e.getAttribute("aria-labelledby")) faults.push(`no label: ${place(e)}`);
  for (const e of all("a[href], button, summary"))
    if (!text(e)) faults.push(`no name: ${place(e)} ${e.outerHTML.slice(0, 80)}`);
  for (const e of all("img")) if (!e.hasAttribute("alt")) faults.push(`no alt: ${e.src}`);
  for (const e of all("fieldset")) if (!e.querySelector("legend")) faults.push(`no legend: ${place(e)}`);
  for (const e of document.querySelectorAll("table th"))
    if (!e.scope) faults.push(`table heading without scope: ${place(e)}`);
  for (const e of document.querySelectorAll("table"))
    if (!e.caption && !e.closest("[aria-labelledby]") && !e.closest("[aria-label]"))
      faults.push(`table without a name: ${place(e)}`);

  const ids = [...document.querySelectorAll("[id]")].map((e) => e.id);
  for (const id of ids.filter((id, at) => ids.indexOf(id) !== at)) faults.push(`id twice: ${id}`);
  for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls"])
    for (const e of document.querySelectorAll(`[${attribute}]`))
      for (const id of e.getAttribute(attribute).split(/\s+/))
        if (!document.getElementById(id)) faults.push(`${attribute} names nothing: ${id} of ${place(e)}`);

  const numbers = (color) => (color.match(/[\d.]+/g) || []).map(Number);
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const [r, g, b, a = 1] = numbers(getComputedStyle(at).backgroundColor);
      if (a === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const poor = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !shown(e)) continue;
    if (e.closest(":disabled, .visually-hidden, script, style, option")) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const one = light(numbers(style.color).slice(0, 3)), other = light(ground(e));
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const least = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    if (ratio < least) poor.add(`contrast ${ratio.toFixed(2)} of ${place(e)}`);
  }
  faults.push(...poor);

  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 0) {
    const widest = [...document.querySelectorAll("body *")].filter(shown)
      .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".table-wrap"));
    faults.push(`the page scrolls sideways by ${over} px: ${widest.slice(-1).map(place)}`);
  }
  return faults;
}
"""


def faults(page: Any) -> list[str]:
    """Return what is wrong with the page that the browser shows."""
    found: list[str] = page.evaluate(_CHECKS)
    return found
