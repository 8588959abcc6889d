// Looks at the page in headless Chromium: node run.mjs PROGRAM CHROMIUM [--shots FOLDER]. Prints "ok NAME" or
// "not ok NAME: why" for each check; page_test.cpp reads that.
import {mkdtempSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

import puppeteer from 'puppeteer-core';

import {checks} from './checks.mjs';
import {startDemo, startManyTrades} from './daemon.mjs';
import {pastFitsAndPrints, pastShowsTheRun} from './past.mjs';

const [given, chromium, , shots] = process.argv.slice(2);
const program = resolve(given);
const home = mkdtempSync(join(tmpdir(), 'dexarb-page-'));
symlinkSync(fileURLToPath(new URL('../../configs', import.meta.url)), join(home, 'configs'));
// Without a sandbox it runs as root too; it sees nothing but our own page.
const browser = await puppeteer.launch({
    executablePath: chromium,
    userDataDir: join(home, 'browser'),
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
    timeout: 120_000,
    protocolTimeout: 120_000,
});
const demo = await startDemo(program, home);
const many = await startManyTrades(demo.url);
try {
    for (const [name, check] of Object.entries({...checks, PastShowsTheRun: pastShowsTheRun, PastFitsAndPrints: pastFitsAndPrints})) {
        const from = Date.now();
        try {
            await check({browser, demo, many, program, home, shots});
            console.log(`ok ${name}`);
        } catch (error) {
            console.log(`not ok ${name}: ${error.message.replaceAll('\n', ' | ')}`);
        }
        console.log(`   ${name}: ${((Date.now() - from) / 1000).toFixed(1)} s`);
    }
} finally {
    many.stop();
    await demo.stop();
    await browser.close();
    rmSync(home, {recursive: true, force: true});
}
