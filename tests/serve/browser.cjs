// A person with a phone: marks a place, presses play, answers, listens. Prints what was met, as JSON.
// node browser.cjs URL   (NODE_PATH leads to playwright-core and axe-core)
const { chromium } = require("playwright-core");
const fs = require("fs");

async function axe(page, found, where) {
  await page.waitForLoadState("domcontentloaded");
  await page.evaluate(fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8"));
  const report = await page.evaluate(() => window.axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  for (const each of report.violations) {
    found.axe.push(`${where}: ${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`);
  }
  found.passes += report.passes.length;
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  if (wide) { found.sideways.push(where); }
  if (!where.startsWith("making")) { await walk(page, found, where); }  // it goes on by itself
}

// By Tab alone to all that can be pressed, and seen to be there: no trap, nothing left out.
async function walk(page, found, where) {
  const wanted = await page.evaluate(() => {
    document.activeElement.blur();
    const root = document.querySelector("dialog[open]") || document;
    const all = [...root.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary")];
    return all.filter((each) => each.checkVisibility() && each.tabIndex >= 0
      && !(each.type === "radio" && !each.checked)).map((each, index) => (each.dataset.walk = String(index)));
  });
  const left = new Set(wanted);
  for (let presses = 0; left.size && presses < wanted.length + 20; presses += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const on = document.activeElement, box = on.getBoundingClientRect();
      const ringed = [on, on.closest("label") || on].some((each) => getComputedStyle(each).outlineStyle !== "none");
      const seen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
      return { walk: on.dataset.walk, fine: on.tagName === "AUDIO" || on === document.body || (ringed && seen), is: on.outerHTML.slice(0, 80) };
    });
    left.delete(at.walk);
    if (!at.fine) { found.unseen.push(`${where}: ${at.is}`); }
  }
  found.walked = (found.walked || 0) + wanted.length;
  for (const index of left) {
    found.unseen.push(`${where}: ` + await page.locator(`[data-walk="${index}"]`).evaluate((each) => each.outerHTML.slice(0, 80)));
  }
}

// What a locked screen and a headset press, arrows, and a network that is gone for a while.
async function far(page, found) {
  const sound = () => page.evaluate(() => document.querySelector("audio").currentTime);
  const steps = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).steps.map((each) => each[0]));
  const lands = async (name, wanted) => {
    await page.waitForTimeout(150);
    const off = Math.abs(await sound() - wanted);
    if (off > 1.5) { found.far.push(`${name}: off by ${off}`); }
  };
  found.acts = await page.evaluate(() => Object.keys(window.acts).sort().join(" "));
  await page.evaluate((to) => window.acts.seekto({ seekTime: to }), steps[1] + 5);
  await lands("seekto", steps[1] + 5);
  await page.evaluate(() => window.acts.nexttrack());
  await lands("next", steps[2]);
  await page.evaluate(() => { document.activeElement.blur(); window.acts.previoustrack(); });
  await lands("previous", steps[1]);
  await page.keyboard.press("ArrowRight");
  await lands("right", steps[2]);
  await page.keyboard.press("ArrowLeft");
  await lands("left", steps[1]);
  found.awake = await page.evaluate(() => window.awake);
  await page.evaluate(() => window.acts.pause());
  found.held = await page.evaluate(() => document.querySelector("audio").paused);
}

// The network is gone while somebody listens: it is told, and goes on by itself where it stopped.
async function offline(page, context, found) {
  const audio = (what) => page.evaluate((name) => document.querySelector("audio")[name], what);
  await page.evaluate(() => document.querySelector("audio").play());
  await page.waitForFunction(() => document.querySelector("audio").currentTime > 0.5);
  await context.setOffline(true);
  const far = await page.evaluate(() => {
    const sound = document.querySelector("audio");
    return sound.currentTime = sound.duration - 60;
  });
  await page.waitForFunction(() => document.getElementById("note").textContent, null, { timeout: 15000 });
  found.lost = [await page.locator("#note").textContent(), await audio("currentTime") - far];
  await context.setOffline(false);
  await page.waitForFunction((to) => document.querySelector("audio").currentTime > to + 0.5, far, { timeout: 30000 });
  found.back = [await page.locator("#note").textContent(), await audio("paused")];
}

async function main(url) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium", headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--mute-audio", "--disable-background-networking"],
  });
  const found = { requests: [], errors: [], axe: [], sideways: [], unseen: [], far: [], passes: 0, seeks: [] };
  for (const [width, height, scheme] of [[390, 844, "light"], [1280, 800, "dark"]]) {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
    await context.addInitScript(() => {
      window.acts = {};
      window.awake = 0;
      const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession);
      navigator.mediaSession.setActionHandler = (name, act) => { window.acts[name] = act; set(name, act); };
      if (navigator.wakeLock) {
        const request = navigator.wakeLock.request.bind(navigator.wakeLock);
        navigator.wakeLock.request = (kind) => { window.awake += 1; return request(kind); };
      }
    });
    const page = await context.newPage();
    page.on("request", (request) => found.requests.push(request.url()));
    page.on("pageerror", (error) => found.errors.push(String(error)));
    page.on("console", (message) => { if (message.type() === "error") { found.errors.push(message.text()); } });
    const at = `${width}`;
    await page.goto(url);
    await axe(page, found, `choose ${at}`);
    // By keyboard alone.
    await page.locator('input[value="hip.right"]').focus();
    await page.keyboard.press("Space");
    await page.locator('input[value="again"]').check();
    await page.getByRole("button", { name: "See what will happen" }).press("Enter");
    await page.waitForSelector("#what");
    await axe(page, found, `what ${at}`);
    // It goes on by itself as soon as it hears that all is made; not before it was looked at.
    let looked;
    const held = new Promise((resolve) => { looked = resolve; });
    await page.route("**/progress", (route) => held.then(() => route.continue()).catch(() => {}));
    await page.getByRole("button", { name: "Play" }).press("Enter");
    await page.waitForSelector("#far, #screen");
    if (await page.locator("#far").count()) { await axe(page, found, `making ${at}`); found.progress = true; }
    looked();
    await page.waitForSelector("#screen", { timeout: 60000 });
    await axe(page, found, `screening ${at}`);
    await page.getByRole("button", { name: "None of it" }).press("Enter");
    await page.waitForSelector("audio");
    // Play was pressed before: it begins by itself, and not once more when the page is loaded again.
    await page.waitForFunction(() => document.querySelector("audio").currentTime > 0, null, { timeout: 15000 });
    found.begun = (found.begun || 0) + 1;
    await page.waitForFunction(() => document.querySelector("audio").readyState >= 1);
    await axe(page, found, `play ${at}`);
    // The diary: one tap, kept over a reload; three worse days send to a professional.
    await page.locator('button[data-when="before"][data-score="4"]').click();
    await page.reload();
    await page.waitForFunction(() => document.querySelector("audio").readyState >= 1);
    found.silent = await page.evaluate(() => document.querySelector("audio").paused);
    found.pressed = await page.locator('#diary-before [aria-pressed="true"]').innerText();
    const answered = await page.evaluate(() => localStorage.getItem("unknot:screened"));
    await page.evaluate(() => {
      const days = {};
      for (const [back, before] of [[5, 3], [3, 5], [2, 6], [1, 5]]) {
        days[new Date(Date.now() - back * 86400000).toISOString().slice(0, 10)] = { before };
      }
      localStorage.setItem("unknot:diary", JSON.stringify(days));
    });
    await page.reload();
    found.advice = await page.locator("#advice").innerText();
    found.screened = await page.evaluate(() => localStorage.getItem("unknot:screened"));
    found.diary = await page.locator("#diary-morning").isVisible();
    await page.locator("#kept summary").click();
    await axe(page, found, `diary ${at}`);
    const saved = page.waitForEvent("download");
    await page.locator("#diary-export").click();
    found.table = fs.readFileSync(await (await saved).path(), "utf8").split("\n").length;
    page.once("dialog", (dialog) => dialog.accept());
    await page.locator("#diary-delete").click();
    found.deleted = await page.evaluate(() => localStorage.getItem("unknot:diary"));
    await page.evaluate((kept) => localStorage.setItem("unknot:screened", kept), answered);
    const buttons = page.locator("button[data-t]");
    const asked = found.requests.length;
    for (let index = (await buttons.count()) - 1; index >= 0; index -= 2) {
      found.seeks.push(await buttons.nth(index).evaluate((element) => new Promise((done) => {
        const sound = document.querySelector("audio"), began = performance.now();
        const here = { off: -1 };
        const both = () => {
          if (here.off < 0 || !here.plays) { return; }
          const after = performance.now() - began;
          sound.pause();
          done({ off: here.off, ms: after });
        };
        sound.addEventListener("seeked", () => { here.off = Math.abs(sound.currentTime - Number(element.dataset.t)); both(); }, { once: true });
        sound.addEventListener("playing", () => { here.plays = true; both(); }, { once: true });
        element.click();
      })));
    }
    found.ranges = (found.ranges || 0) + found.requests.slice(asked).filter((each) => each.endsWith(".mp3")).length;
    // To the end: it says so, and asks how it feels.
    await page.evaluate(() => { const sound = document.querySelector("audio"); sound.currentTime = sound.duration - 1; sound.play(); });
    await page.waitForFunction(() => document.querySelector("audio").ended, null, { timeout: 15000 });
    found.ended = await page.locator("#note").textContent();
    await page.evaluate(() => { document.querySelector("audio").currentTime = 40; document.activeElement.blur(); });
    await page.keyboard.press("Space");
    await page.waitForFunction(() => document.querySelector("audio").currentTime > 41, null, { timeout: 15000 });
    found.session = await page.evaluate(() => ({
      title: navigator.mediaSession.metadata.title,
      artwork: navigator.mediaSession.metadata.artwork[0].src,
    }));
    await far(page, found);
    await page.evaluate(() => { document.querySelector("audio").currentTime = 41; });
    await page.click("#hurts");
    await page.waitForFunction(() => document.getElementById("stopped").open);
    found.stop = await page.locator("#stopped").innerText();
    await axe(page, found, `hurts ${at}`);
    await page.click("#enough");
    found.paused = await page.evaluate(() => document.querySelector("audio").paused);
    await page.reload();
    await page.waitForFunction(() => document.querySelector("audio").currentTime > 39);
    found.resumed = await page.evaluate(() => document.querySelector("audio").currentTime);
    found.note = await page.locator("#note").textContent();
    // A feed of it for a podcast app: made, looked at, and ended.
    await page.getByRole("link", { name: "Add to my podcast app" }).press("Enter");
    await page.waitForURL(/add;/);
    await axe(page, found, `add ${at}`);
    const played = page.url();
    await page.getByRole("button", { name: "Make my feed" }).press("Enter");
    await page.waitForURL(/mine\//);
    await axe(page, found, `mine ${at}`);
    found.feed = await page.locator("code").first().innerText();
    await page.getByRole("button", { name: "Forget this feed" }).press("Enter");
    await page.getByRole("heading", { name: "Forgotten" }).waitFor();
    await axe(page, found, `forgotten ${at}`);
    found.gone = (await page.request.get(found.feed)).status();
    await page.goto(played.replace("add;", ""));
    await page.waitForSelector("audio");
    // Who answered is not asked again.
    await page.goto(page.url().split("?")[0]);
    await page.waitForSelector("audio");
    found.again = await page.locator("#screen").count();
    await context.close();
  }
  const travelling = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const there = await travelling.newPage();
  await there.goto(`${url}session=full-low-back`);
  await there.getByRole("button", { name: "Speak them now" }).click();
  await there.getByRole("button", { name: "None of it" }).click({ timeout: 60000 });
  await there.waitForSelector("audio");
  await offline(there, travelling, found);
  await travelling.close();
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const page = await plain.newPage();
  // The hip is on the picture from its side, too: a tap there marks the one box that it has.
  await page.goto(url);
  await page.locator(".beside .at-hip-right").click();
  await page.locator('input[name="when"][value="again"]').check();
  await page.getByRole("button", { name: "See what will happen" }).click();
  found.tapped = new URL(page.url()).searchParams.getAll("spot");
  await page.getByRole("button", { name: "Play" }).click();
  await page.getByRole("button", { name: "None of it" }).click();
  await page.waitForLoadState("domcontentloaded");  // a page that comes in two pieces is not counted by its first
  found.plain = await page.locator("audio").count();
  await page.goto(`${url}session=starter;side=left;detail=cues;quality=compact`);
  await page.getByRole("button", { name: "Speak them now" }).click();
  await page.getByRole("button", { name: "None of it" }).click({ timeout: 60000 });  // it went on by itself
  await page.getByRole("link", { name: "Add to my podcast app" }).click();
  await page.getByRole("button", { name: "Make my feed" }).click();
  await page.getByRole("button", { name: "Forget this feed" }).click();
  await page.waitForLoadState("domcontentloaded");
  found.forgotten = await page.locator("h1").innerText();
  await browser.close();
  process.stdout.write(JSON.stringify(found));
}

main(process.argv[2]).catch((error) => { process.stderr.write(String(error.stack)); process.exit(1); });
