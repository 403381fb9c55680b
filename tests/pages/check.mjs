// Looks at pages in a headless browser. What is wrong is printed, a line each; exit 1 if anything is.
//
//   node check.mjs PACKAGES BROWSER SHOTS CURVES PAGE…
//
// PACKAGES is the folder above node_modules. CURVES is a drawing of curves with names, which a page
// is shown with to switch them. Screenshots and a print of each page go to SHOTS.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [packages, executablePath, shots, curves, ...pages] = process.argv.slice(2);
if (pages.length === 0) throw new Error("usage: check.mjs PACKAGES BROWSER SHOTS CURVES PAGE…");
const require = createRequire(path.join(path.resolve(packages), "here.js"));
const { chromium } = require("playwright-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const SCREENS = [360, 768, 1280];
const THEMES = ["light", "dark"];
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"];
// A4 within the margins that the pages ask for, in CSS pixels.
const SHEET = { width: Math.floor((210 - 30) / 25.4 * 96), height: Math.floor((297 - 28) / 25.4 * 96) };

let faults = 0;
function fault(where, ...said) {
  faults += 1;
  console.log(`${where}: ${said.join(" ")}`);
}

await mkdir(shots, { recursive: true });
const args = ["--disable-dev-shm-usage", "--disable-gpu", "--font-render-hinting=none"];
if (process.getuid?.() === 0) args.push("--no-sandbox");
const browser = await chromium.launch({ executablePath, args });
try {
  for (const file of pages) {
    const name = path.basename(file, ".html");
    for (const width of SCREENS) for (const theme of THEMES) await screen(file, name, width, theme);
    await unaided(file, name);
    await aided(file, name);
    await onPaper(file, name);
  }
  await withCurves(pages[0]);
} finally {
  await browser.close();
}
console.log(`${pages.length} pages in ${browser.version()}: ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);

// Opens a page, and has everything told that it says or asks for.
async function open(file, where, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  const url = pathToFileURL(path.resolve(file)).href;
  page.on("console", (said) => fault(where, "console:", said.text()));
  page.on("pageerror", (error) => fault(where, "error:", String(error)));
  page.on("request", (request) => {
    const asked = request.url();
    if (asked !== url && !asked.startsWith("data:")) fault(where, "request:", asked);
  });
  await page.goto(url, { waitUntil: "load" });
  return page;
}

// A page on a screen: rules of accessibility, and its width.
async function screen(file, name, width, theme) {
  const where = `${name} ${width} ${theme}`;
  // The page's policy would keep the checker itself out.
  const page = await open(file, where, { viewport: { width, height: 900 }, colorScheme: theme, bypassCSP: true });
  await page.screenshot({ path: path.join(shots, `${name}-${width}-${theme}.png`), fullPage: true });
  // Folded parts count, too.
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
  await page.addScriptTag({ content: axe });
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: "tag", values } }), RULES);
  for (const it of found.violations) {
    fault(where, "axe:", it.id, it.help, it.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", "));
  }
  if (found.passes.length < 20) fault(where, "axe: only", found.passes.length, "rules passed");
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) fault(where, "scrolls sideways by", over, "px");
  await page.context().close();
}

// A page without its script: the same words, and nothing that would not work.
async function unaided(file, name) {
  const words = () => {
    const main = document.querySelector("main").cloneNode(true);
    main.querySelectorAll("[data-control], svg").forEach((it) => it.remove());
    return main.textContent.replace(/\s+/g, "");
  };
  const plain = await open(file, `${name} without script`, { javaScriptEnabled: false });
  const [without, controls] = [await plain.evaluate(words), await plain.locator("[data-control]").count()];
  const aided = await open(file, `${name} with script`, {});
  const withIt = await aided.evaluate(words);
  if (without.length < 1000) fault(name, "says hardly anything without script");
  if (without !== withIt) fault(name, "says something else with script than without");
  if (controls > 0) fault(name, "has controls that do nothing without script");
  await plain.context().close();
  await aided.context().close();
}

// What a page's script does, by keyboard.
async function aided(file, name) {
  const where = `${name} with script`;
  const page = await open(file, where, {});
  await page.evaluate(() => document.querySelectorAll("details").forEach((it) => { it.open = true; }));
  // A table of one row has nothing to sort.
  const several = "main table:has(tbody tr + tr)";
  const heads = page.locator(`${several} thead th`);
  if ((await page.locator(".sort").count()) !== (await heads.count())) fault(where, "has headers that do not sort");
  const table = page.locator(several).first();
  const cells = () => table.locator("tbody tr").evaluateAll((rows) => rows.map((it) => it.textContent));
  const before = await cells();
  const orders = [];
  for (let press = 0; press < 3; press += 1) {
    await table.locator(".sort").first().press("Enter");
    orders.push([await cells(), await table.locator("th").first().getAttribute("aria-sort")]);
  }
  const [up, down, again] = orders;
  const sorted = [...up[0]].every((it, at) => it === down[0][down[0].length - 1 - at]);
  if (up[1] !== "ascending" || down[1] !== "descending" || again[1] !== null) fault(where, "does not say how it is sorted");
  if (!sorted || String(again[0]) !== String(before)) fault(where, "does not sort by keyboard");
  for (const it of await page.locator("table:has(td.number):has(tbody tr + tr)").all()) {
    const column = await it.evaluate((table) => [...table.tHead.rows[0].cells].findIndex((cell) => cell.classList.contains("number")));
    await it.locator(".sort").nth(column).press("Space");
    const values = await it.locator("tbody tr").evaluateAll((rows, column) => rows.map((row) => {
      const it = row.cells[column].querySelector("[data-times]");
      return it ? Number(it.textContent.replace(/[\s\u00a0<>]/g, "").replace("\u2212", "-").replace(",", ".")) / Number(it.dataset.times) : null;
    }), column);
    const known = values.filter((value) => value !== null);
    if (known.some((value, at) => at > 0 && value < known[at - 1])) fault(where, "sorts numbers wrongly:", known.join(", "));
  }
  const long = await page.locator("main table").evaluateAll((all) => all.filter((it) => it.tBodies[0].rows.length > 12).length);
  const fields = page.locator(".search input");
  if ((await fields.count()) !== long) fault(where, "has long tables without a search");
  if (long > 0) {
    await fields.first().fill("nothing like this");
    if (!(await page.locator(".search output").first().textContent()).startsWith("0 / ")) fault(where, "finds what is not there");
  }
  for (const it of await page.locator("figure:has(.values)").all()) {
    await it.locator(".values button").last().press("Enter");
    if (!(await it.locator(".values output").textContent()).trim()) fault(where, "has a value without words");
  }
  const saved = page.waitForEvent("download");
  await page.locator("a[download]").first().press("Enter");
  const stream = await (await saved).createReadStream();
  const bytes = (await stream.toArray()).join("");
  if (bytes.split("\r\n").length < 3) fault(where, "saves no table");
  await page.screenshot({ path: path.join(shots, `${name}-script.png`), fullPage: true });
  await page.context().close();
}

// A page with curves: each is switched off and on, and its values are shown.
async function withCurves(file) {
  const text = await readFile(file, "utf8");
  const at = [text.indexOf("<svg "), text.indexOf("</svg>")];
  const drawing = await readFile(curves, "utf8");
  const made = path.join(path.dirname(path.resolve(file)), "with-curves.html");
  const labelled = drawing.slice(drawing.indexOf("<svg ")).replace(/ aria-\w+="[^"]*"/g, "").replace("<svg ", '<svg aria-label="Curves" ');
  await writeFile(made, text.slice(0, at[0]) + labelled + text.slice(at[1] + "</svg>".length));
  for (const theme of THEMES) await screen(made, "with-curves", 360, theme);
  const where = "with curves";
  const page = await open(made, where, {});
  const buttons = page.locator(".series button");
  const names = await buttons.allTextContents();
  if (names.length < 2) fault(where, "has no curves to switch");
  const shown = (name) => page.locator("figure svg [data-part=line]").evaluateAll((all, name) =>
    all.some((it) => it.dataset.series === name && it.style.display !== "none"), name);
  for (const [at, name] of names.entries()) {
    await buttons.nth(at).press("Space");
    const [off, pressed] = [await shown(name), await buttons.nth(at).getAttribute("aria-pressed")];
    await buttons.nth(at).press("Space");
    if (off || pressed !== "false" || !(await shown(name))) fault(where, "does not switch", name);
  }
  await page.screenshot({ path: path.join(shots, "with-curves.png") });
  await page.context().close();
}

// A page on paper: everything fits the sheet. The print is looked at by printed.py.
async function onPaper(file, name) {
  const where = `${name} on paper`;
  const page = await open(file, where, { viewport: SHEET });
  await page.emulateMedia({ media: "print", colorScheme: "light" });
  const large = await page.evaluate((sheet) => {
    const boxes = [...document.querySelectorAll("figure, svg, tr, pre, h2, h3, li")];
    return boxes.flatMap((it) => {
      const box = it.getBoundingClientRect();
      const fits = box.height <= sheet.height && box.right <= sheet.width + 1 && box.left >= -1;
      return fits ? [] : [`${it.tagName} of ${Math.round(box.width)} × ${Math.round(box.height)} px at ${Math.round(box.left)}`];
    });
  }, SHEET);
  for (const it of large) fault(where, "too large for the sheet:", it);
  await page.pdf({ path: path.join(shots, `${name}.pdf`), preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  await page.context().close();
}
