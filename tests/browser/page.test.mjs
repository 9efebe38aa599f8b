// The page of `advise --format html`, opened in a real browser as people open it: from a file, with nothing around it.
// NEXTRUNG names the program, CHROMIUM the browser, SHOTS a folder for pictures to look at.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const program = process.env.NEXTRUNG ?? join(root, 'target/debug/nextrung');
const shots = process.env.SHOTS;
const axe = readFileSync(join(root, 'tests/browser/node_modules/axe-core/axe.min.js'), 'utf8');
const PHONE = { width: 375, height: 740 };
const DESK = { width: 1280, height: 900 };

let folder;
let browser;
const pages = new Map();

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'nextrung-browser-'));
  if (shots) mkdirSync(shots, { recursive: true });
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync',
    ],
  });
});

after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes the page of some arguments, and gives its address. */
function told(args, input = '') {
  const key = JSON.stringify([args, input]);
  if (pages.has(key)) return pages.get(key);
  const run = spawnSync(program, ['advise', ...args, '--format', 'html', '--today', '2026-11-21'], {
    cwd: root, input, encoding: 'utf8', maxBuffer: 1 << 26,
  });
  assert.equal(run.status, 0, run.stderr);
  const file = join(folder, `page-${pages.size}.html`);
  writeFileSync(file, run.stdout);
  pages.set(key, pathToFileURL(file).href);
  return pages.get(key);
}

/** Opens an address in a window of its own, and fails on anything that a clean page does not do. */
async function opened(address, { viewport = DESK, ...options } = {}, check) {
  const context = await browser.newContext({ viewport, ...options });
  const faults = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`));
  page.on('dialog', (dialog) => { faults.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('request', (request) => {
    if (request.url() !== address && !request.url().startsWith('data:')) faults.push(`request: ${request.url()}`);
  });
  page.on('popup', () => faults.push('a window was opened'));
  try {
    await page.goto(address, { waitUntil: 'load' });
    await check(page, context);
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}

async function shot(page, name, options = {}) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, ...options });
}

/** Labels of one picture, and parts that stand beside each other, that lie on each other. */
function overlaps() {
  const found = [];
  const cross = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const look = (parts, words) => {
    const boxes = [...parts].map((one) => one.getBoundingClientRect()).filter((box) => box.width > 1);
    boxes.forEach((a, at) => boxes.slice(at + 1).forEach((b) => { if (cross(a, b)) found.push(words); }));
  };
  document.querySelectorAll('svg').forEach((picture) => look(picture.querySelectorAll('text'), 'labels of a picture'));
  for (const list of document.querySelectorAll('.glance, .ladder, nav, .controls, main, .items, .effort')) {
    look(list.children, `parts of ${list.className || list.tagName}`);
  }
  return found;
}

const EXAMPLES = [
  'user-count.toml', 'hot-database.toml', 'over-built.toml', 'promised-service.toml', 'fan-platform.toml',
  'calm-service.toml', 'systems/live-audio-moving-region.toml', 'systems/world-wide-game.toml',
];

test('every kind of answer renders, in light and dark, wide and narrow, and nothing overlaps or runs over the edge', async () => {
  for (const example of EXAMPLES) {
    const address = told([`examples/${example}`]);
    const quiet = spawnSync(program, ['advise', `examples/${example}`, '--quiet'], { cwd: root, encoding: 'utf8' });
    const name = example.replace(/[/.]/g, '-');
    for (const [colorScheme, viewport] of [['light', DESK], ['dark', PHONE]]) {
      await opened(address, { viewport, colorScheme }, async (page) => {
        assert.equal(await page.locator('h1').innerText(), quiet.stdout.trim());
        assert.ok((await page.title()).includes(quiet.stdout.trim()));
        const first = await page.locator('.glance').boundingBox();
        assert.ok(first.y + first.height <= viewport.height, `${example}: the answer stands on the first screen`);
        const over = await page.evaluate(() => {
          const wide = document.documentElement.clientWidth;
          const texts = [...document.querySelectorAll('body *')].filter((one) => {
            if (one.closest('.table') || one.closest('.visually-hidden, .skip, label[for]')) return false;
            const box = one.getBoundingClientRect();
            return box.width > 0 && (box.right > wide + 0.5 || box.left < -0.5);
          });
          const page = document.documentElement.scrollWidth > wide ? ['the page itself'] : [];
          return page.concat(texts.map((one) => `${one.tagName} ${one.className.baseVal ?? one.className}`));
        });
        assert.deepEqual(over, [], `${example} at ${viewport.width}`);
        assert.deepEqual(await page.evaluate(overlaps), [], `${example} at ${viewport.width}`);
        await shot(page, `${name}-${colorScheme}-${viewport.width}`);
      });
    }
  }
});

test('the slider changes the stage that is shown, by mouse and by keyboard', async () => {
  await opened(told(['--users', '12k', '--at', 'redundant-zones']), {}, async (page) => {
    const range = page.getByRole('slider', { name: 'users' });
    const now = page.locator('#count-now');
    const headline = page.locator('#count-headline');
    assert.equal(await headline.innerText(), await page.locator('h1').innerText(), 'it begins with what was told');
    assert.equal(await now.innerText(), 'users 12,000, fits scaled-reads');
    await range.focus();
    await page.keyboard.press('End');
    assert.match(await now.innerText(), /fits multi-region-services$/);
    assert.match(await range.getAttribute('aria-valuetext'), /^100,000,000 users, fits multi-region-services$/);
    await page.keyboard.press('Home');
    assert.match(await headline.innerText(), /^Stay on redundant-zones/);
    const before = await now.innerText();
    await page.keyboard.press('ArrowRight');
    assert.notEqual(await now.innerText(), before);
    // Both sides of a boundary are points of their own.
    await page.getByRole('button', { name: 'Change after' }).click();
    assert.match(await now.innerText(), /^users 10,001, fits scaled-reads$/);
    await page.getByRole('button', { name: 'Change before' }).click();
    assert.match(await now.innerText(), /^users 10,000, fits redundant-zones$/);
    await page.getByRole('button', { name: 'Back to what was told' }).click();
    assert.match(await now.innerText(), /^users 12,000/);
    const box = await range.boundingBox();
    await page.mouse.click(box.x + box.width * 0.99, box.y + box.height / 2);
    assert.match(await now.innerText(), /fits multi-region-services$/);
    assert.equal(await page.locator('#bands tr[aria-current]').count(), 1);
    await page.waitForFunction(() => document.getElementById('count-live').textContent.includes('multi-region-services'));
    const reasons = await page.locator('#count-rest').innerText();
    assert.match(reasons, /above the line/);
    await shot(page, 'slider');
  });
});

test('every point is a whole answer, and there are enough of them', async () => {
  await opened(told(['--users', '12k', '--at', 'redundant-zones']), {}, async (page) => {
    const counts = await page.evaluate(() => {
      const sweep = JSON.parse(document.getElementById('sweep').textContent);
      const whole = sweep.points.every((point) => {
        const answer = sweep.answers[point.answer];
        const parts = answer.reasons.reduce((sum, reason) => sum + reason.parts.length, 0);
        return sweep.texts[point.headline] && answer.verdict && parts === point.saw.length;
      });
      return { points: sweep.points.length, whole };
    });
    assert.ok(counts.points >= 200 && counts.whole, JSON.stringify(counts));
  });
});

test('where the count changes nothing, that is said beside the slider', async () => {
  await opened(told(['examples/hot-database.toml']), {}, async (page) => {
    assert.match(await page.locator('#count .note').innerText(), /The count changes neither the stage nor the step here: better facts decide/);
  });
});

test('text from users shows as text and does nothing', async () => {
  const name = '<img src=x onerror=alert(1)></title></script><script>alert(2)</script>"\' & \u202e<!--';
  const profile = JSON.stringify({ format: 1, name, facts: { users: 12000 }, current: { stage: { scale: 'redundant-zones' } } });
  await opened(told(['-'], profile), {}, async (page) => {
    assert.equal(await page.locator('.about .name').innerText(), name.replace('\u202e', '\ufffd'));
    assert.equal(await page.locator('img').count(), 0);
    assert.match(await page.locator('#count-now').innerText(), /^users 12,000/);
  });
});

test('boxes remember themselves, each page its own', async () => {
  const address = told(['--users', '12k', '--at', 'redundant-zones']);
  await opened(address, {}, async (page, context) => {
    const boxes = page.getByRole('checkbox');
    assert.ok(await boxes.count() > 5);
    await boxes.nth(1).check();
    await boxes.nth(3).focus();
    await page.keyboard.press('Space');
    assert.match(await page.locator('#ticked').innerText(), /^2 ticked, remembered/);
    await page.reload();
    assert.deepEqual(await boxes.evaluateAll((all) => all.map((one) => one.checked).slice(0, 5)), [false, true, false, true, false]);
    await boxes.nth(1).uncheck();
    await page.reload();
    assert.match(await page.locator('#ticked').innerText(), /^1 ticked/);
    const other = await context.newPage();
    await other.goto(told(['--users', '12k', '--at', 'managed-database']));
    assert.match(await other.locator('#ticked').innerText(), /^0 ticked/);
    await other.close();
  });
});

test('a browser that refuses to remember is told apart and breaks nothing', async () => {
  const context = await browser.newContext();
  await context.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('refused', 'SecurityError'); } });
  });
  const page = await context.newPage();
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await page.goto(told(['--users', '12k', '--at', 'redundant-zones']));
  await page.getByRole('checkbox').first().check();
  assert.match(await page.locator('#ticked').innerText(), /^1 ticked; this browser does not remember/);
  assert.deepEqual(errors, []);
  await context.close();
});

test('without script the page is whole', async () => {
  await opened(told(['--users', '12k', '--at', 'redundant-zones']), { javaScriptEnabled: false }, async (page) => {
    assert.match(await page.locator('h1').innerText(), /^Next rung: scaled-reads/);
    assert.equal(await page.locator('#slider').isVisible(), false);
    assert.ok(await page.locator('#bands tbody tr').count() > 3);
    assert.ok(await page.getByRole('checkbox').first().isVisible());
  });
});

test('print leaves out what paper cannot do', async () => {
  await opened(told(['examples/user-count.toml']), { colorScheme: 'dark' }, async (page) => {
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.locator('#slider').isVisible(), false);
    assert.equal(await page.locator('nav').isVisible(), false);
    assert.ok(await page.locator('#bands').isVisible());
    assert.ok(await page.getByRole('checkbox').first().isVisible());
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), 'rgb(255, 255, 255)');
    await shot(page, 'print');
    const pdf = await page.pdf({ format: 'A4', margin: { top: '15mm', bottom: '15mm', left: '15mm', right: '15mm' } });
    if (shots) writeFileSync(join(shots, 'print.pdf'), pdf);
    assert.ok(pdf.length > 10_000);
  });
});

test('it can be read by ear and walked by keyboard', async () => {
  for (const [example, colorScheme] of [['user-count.toml', 'light'], ['promised-service.toml', 'dark'], ['systems/live-audio-moving-region.toml', 'light']]) {
    await opened(told([`examples/${example}`]), { colorScheme }, async (page) => {
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the answer');
      await page.evaluate(axe);
      const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      const words = result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).slice(0, 3).join(' ')}`);
      assert.deepEqual(words, [], example);
      const levels = await page.locator('h1, h2, h3, h4').evaluateAll((all) => all.filter((one) => one.offsetParent).map((one) => Number(one.tagName[1])));
      levels.reduce((above, level) => { assert.ok(level <= above + 1, `a heading of level ${level} below ${above}`); return level; }, 0);
    });
  }
});
