"use strict";
// The filter of the findings. Without this script everything is visible and the form stays hidden.
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const shown = document.getElementById("shown");
  const groups = [...document.querySelectorAll(".group")];
  const findings = [...document.querySelectorAll(".finding")];
  const texts = new Map(findings.map((finding) => [finding, finding.textContent.toLowerCase()]));
  const openAll = (isOpen) => findings.forEach((finding) => { finding.open = isOpen; });

  function apply() {
    const chosen = new FormData(form);
    const severities = new Set(chosen.getAll("severity"));
    const words = chosen.get("text").toLowerCase().split(/\s+/).filter(Boolean);
    let number = 0;
    for (const finding of findings) {
      const matches = severities.has(finding.dataset.severity)
        && (!chosen.get("type") || chosen.get("type") === finding.dataset.type)
        && (!chosen.get("stack") || chosen.get("stack") === finding.dataset.stack)
        && words.every((word) => texts.get(finding).includes(word));
      finding.hidden = !matches;
      number += matches;
    }
    for (const group of groups) group.hidden = !group.querySelector(".finding:not([hidden])");
    const all = findings.length === 1 ? "1 finding" : `${findings.length.toLocaleString("en")} findings`;
    shown.textContent = number === findings.length
      ? `All ${all} shown`
      : `${number.toLocaleString("en")} of ${all} shown. The filter hides the others.`;
  }

  form.addEventListener("input", apply);
  form.addEventListener("reset", () => setTimeout(apply)); // after the controls have their first values again
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("expand").addEventListener("click", () => openAll(true));
  document.getElementById("collapse").addEventListener("click", () => openAll(false));

  let open = [];
  addEventListener("beforeprint", () => {
    open = findings.filter((finding) => finding.open);
    openAll(true);
  });
  addEventListener("afterprint", () => findings.forEach((finding) => { finding.open = open.includes(finding); }));

  if (findings.length > 1) openAll(false);
  form.hidden = false;
  shown.hidden = false;
  apply(); // browsers keep the controls of a page that is loaded again
})();
