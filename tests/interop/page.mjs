// The live page in headless Chromium: what it shows, and what its buttons do. Arguments: address, path of Chromium, path of the picture or nothing.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [address, executablePath, picture] = process.argv.slice(2);
const profile = mkdtempSync(join(tmpdir(), 'simulator-page-'));
const tell = (at, more = {}) => process.stdout.write(JSON.stringify({ at, ...more }) + '\n');
const foreign = [];
let context;
try {
  context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    viewport: { width: 1280, height: 980 },
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  const page = context.pages()[0] ?? await context.newPage();
  page.setDefaultTimeout(20_000);
  page.on('request', (request) => request.url().startsWith(address) || request.url().startsWith('data:') || foreign.push(request.url()));
  page.on('pageerror', (error) => tell('error', { text: String(error) }));
  page.on('console', (message) => message.type() === 'error' && tell('error', { text: message.text() }));

  await page.goto(`${address}/_sim`);
  await page.locator('#shards .connected').first().waitFor();
  tell('connected', { shards: await page.locator('#shards tr').allInnerTexts(), verbs: await page.locator('#verb option').count() });

  await page.getByRole('button', { name: 'Op 7' }).click();
  await page.waitForFunction(() => document.getElementById('resumes').textContent === '4');
  tell('resumed', { answer: await page.locator('#answer').innerText(), applied: await page.locator('#applied tr').first().innerText() });

  await page.locator('[name=count]').fill('3');
  await page.getByRole('button', { name: 'Dispatch', exact: true }).click();
  await page.waitForFunction(() => document.getElementById('answer').textContent.includes('"dispatched":12'));
  await page.locator('[name=event]').fill('NO_SUCH_EVENT');
  await page.getByRole('button', { name: 'Dispatch', exact: true }).click();
  await page.locator('#answer.bad').waitFor();
  tell('refused', { answer: await page.locator('#answer').innerText() });

  await page.locator('[name=event]').fill('MESSAGE_CREATE');
  await page.locator('#verb').selectOption('request_heartbeat');
  await page.locator('#parameters').fill('{"count":2}');
  await page.getByRole('button', { name: 'Do it' }).click();
  await page.waitForFunction(() => document.getElementById('answer').textContent.includes('request_heartbeat'));
  tell('broken');

  if (picture) {
    await page.locator('#parameters').fill('');
    await page.screenshot({ path: picture, fullPage: true });
  }

  tell('finished', { foreign });
} finally {
  await context?.close();
  rmSync(profile, { recursive: true, force: true });
}
