// Opens a page in Chromium and prints, as JSON, what a listener would meet.
// node browser.cjs URL SECONDS   (NODE_PATH leads to playwright-core and axe-core)
const { chromium } = require("playwright-core");
const fs = require("fs");

async function main(url) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
           "--disable-component-update", "--disable-sync", "--no-first-run", "--mute-audio",
           "--autoplay-policy=user-gesture-required"],
  });
  const found = { url, requests: [], errors: [], axe: [], seeks: [] };
  for (const scheme of ["light", "dark"]) {
    const page = await browser.newPage({ viewport: { width: 320, height: 640 }, colorScheme: scheme });
    page.on("request", (request) => found.requests.push(request.url()));
    page.on("pageerror", (error) => found.errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error") { found.errors.push(message.text()); }
    });
    await page.goto(url, { waitUntil: "load" });
    await page.addScriptTag({ content: fs.readFileSync(require.resolve("axe-core/axe.min.js"), "utf8") });
    const report = await page.evaluate(() => window.axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    }));
    for (const each of report.violations) {
      found.axe.push(`${scheme}: ${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`);
    }
    found.passes = report.passes.length;
    found.sideways = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth);
    if (scheme === "light" && await page.locator("audio").count()) {
      await player(page, found);
    }
    await page.close();
  }
  await browser.close();
  process.stdout.write(JSON.stringify(found));
}

async function player(page, found) {
  const audio = page.locator("audio");
  await page.waitForFunction(() => document.querySelector("audio").readyState >= 1);
  found.duration = await audio.evaluate((element) => element.duration);
  const buttons = page.locator("button[data-t]");
  for (let index = (await buttons.count()) - 1; index >= 0; index -= 1) {
    const button = buttons.nth(index);
    const wanted = Number(await button.getAttribute("data-t"));
    // Pause again at once: what counts is where the seek landed.
    const landed = await button.evaluate((element) => new Promise((done) => {
      const sound = document.querySelector("audio");
      sound.addEventListener("seeked", () => { const at = sound.currentTime; sound.pause(); done(at); },
                             { once: true });
      element.click();
    }));
    found.seeks.push({
      wanted, landed,
      current: await button.getAttribute("aria-current"),
      step: await page.locator("#step").textContent(),
      title: await page.evaluate((at) => JSON.parse(document.getElementById("data").textContent)
        .steps.find((step) => step[0] === at)[1], wanted),
      count: `${await page.locator("#count").textContent()} ${await page.locator("#what").textContent()}`,
    });
  }
  // In the middle of a hold the seconds that are left of it are seen.
  const hold = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent)
    .counts.find((count) => count[2] === "hold"));
  if (hold) {
    await audio.evaluate((element, at) => new Promise((done) => {
      element.addEventListener("seeked", () => setTimeout(done, 300), { once: true });
      element.currentTime = at;
    }), hold[1] - 4.5);
    found.counted = `${await page.locator("#count").textContent()} ${await page.locator("#what").textContent()}`;
  }
  await buttons.first().click();
  await page.waitForFunction(() => document.querySelector("audio").currentTime > 1.5, null, { timeout: 15000 });
  found.played = await audio.evaluate((element) => ({ at: element.currentTime, paused: element.paused }));
}

main(process.argv[2]).catch((error) => { process.stderr.write(String(error.stack)); process.exit(1); });
