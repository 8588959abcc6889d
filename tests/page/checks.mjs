// What the page must do, each with a browser page that shows it. A check fails by throwing.
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';

import {startDemo} from './daemon.mjs';

const axeSource = createRequire(import.meta.url)('axe-core').source;

const text = (page, selector) => page.$eval(selector, (element) => element.textContent);

/// A page at `url`, wide as asked, that remembers what went wrong and whom it asked.
export async function open(browser, url, width = 1280, scheme = 'light') {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    page.troubles = [];
    page.hosts = new Set();
    page.on('pageerror', (error) => page.troubles.push(error.message));
    page.on('console', (said) => said.type() === 'error' && page.troubles.push(said.text()));
    page.on('request', (asked) => asked.url().startsWith('data:') || page.hosts.add(new URL(asked.url()).host));
    await page.setViewport({width, height: 900});
    await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}]);
    await page.goto(url);
    await page.waitForFunction(() => document.querySelectorAll('#leaderboard tbody tr').length === 12);
    return page;
}

/// Everything on the page has been shown once: sections are filled when they come into sight.
async function showAll(page) {
    for (const id of ['leaderboard', 'equity', 'trades', 'funnel', 'survival', 'pools', 'endpoints']) {
        await page.$eval(`#${id}`, (section) => section.scrollIntoView());
        const filled = {equity: 'canvas', funnel: 'li', trades: '.rows', leaderboard: '.band'}[id] ?? 'tbody tr';
        await page.waitForSelector(`#${id} ${filled}`);
    }
}

async function contentIsThere({browser, demo}) {
    const page = await open(browser, demo.url);
    await showAll(page);
    await page.waitForSelector('#trades .rows [role=row]');

    const state = await (await fetch(`${demo.url}api/v1/status`)).json();
    const pools = await page.$$eval('#pools tbody tr', (rows) => rows.length);
    const costs = await page.$$eval('#trades .head [role=columnheader]', (heads) => heads.map((h) => h.textContent));

    assert.match(await text(page, '#market'), /SIMULATED/);
    assert.match(await text(page, '#leaderboard tbody'), /Moderate/);
    assert.match(await text(page, '#leaderboard .range'), /\$.* to .*\$/);
    assert.equal(pools, state.feed.pools_total);
    assert.deepEqual(costs.slice(5), ['Expected', 'Gross', 'Gas', 'Flash fee', 'Net']);
    assert.match(await text(page, '#funnel .bars'), /episodes seen/);
    assert.match(await text(page, '#survival tbody'), /1 block/);
    assert.match(await text(page, '#endpoints tbody'), /serving/);
    assert.deepEqual([...page.hosts], [new URL(demo.url).host]);
    assert.deepEqual(page.troubles, []);
    await page.close();
}

/// The page hears of a block and shows it: measured in the browser, from the event's arrival to the text on the page.
async function blocksComeLive({browser, demo}) {
    const page = await open(browser, demo.url);

    const took = await page.evaluate(() => new Promise((resolve) => {
        const events = new EventSource('/api/v1/events');
        events.addEventListener('block', (event) => {
            const number = JSON.parse(event.data).block.number.toLocaleString('en-US');
            const from = performance.now();
            events.close();
            const look = () => {
                const shown = document.querySelector('#facts dd').textContent;
                if (shown >= number) resolve(performance.now() - from);
                else requestAnimationFrame(look);
            };
            look();
        });
    }));

    console.log(`   a block is shown ${took.toFixed(0)} ms after it was told`);
    assert.ok(took < 60_000);
    await page.close();
}

async function comesBackAfterARestart({browser, program, home}) {
    const first = await startDemo(program, home);
    const page = await open(browser, first.url);
    const started = await text(page, '#build');
    await first.stop();
    await page.waitForFunction(() => !document.querySelector('#link').textContent.startsWith('live'));

    // The page tells runs apart by the second of their start.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const second = await startDemo(program, home, first.port);
    try {
        await page.waitForFunction((before) => document.querySelector('#link').textContent === 'live' &&
            document.querySelector('#build').textContent !== before, {}, started);
    } finally {
        await second.stop();
    }
    await page.close();
}

/// Of axe's rules those that depend on colours and widths are asked in every dress, the others once.
export async function expectFits(page, shots, name) {
    await page.evaluate(axeSource);
    let rules = {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']};
    for (const [width, scheme] of [[360, 'light'], [360, 'dark'], [1920, 'light'], [1920, 'dark']]) {
        await page.setViewport({width, height: 900});
        await page.emulateMediaFeatures([{name: 'prefers-color-scheme', value: scheme}]);
        await page.waitForFunction((wanted) => innerWidth === wanted, {}, width);
        const widest = await page.evaluate(() => document.documentElement.scrollWidth);
        const {violations} = await page.evaluate((asked) => axe.run(document, asked), rules);
        rules = {runOnly: {type: 'rule', values: ['color-contrast', 'target-size', 'scrollable-region-focusable']}};
        if (shots) await page.screenshot({path: `${shots}/${name}-${width}-${scheme}.png`, fullPage: true});

        const found = violations.map(({id, nodes}) => `${id}: ${nodes[0].html}: ${nodes[0].failureSummary}`);
        assert.ok(widest <= width, `${width} px, ${scheme}: ${widest} px wide`);
        assert.deepEqual(found, [], `${width} px, ${scheme}`);
    }
}

async function fitsAndReads({browser, demo, shots}) {
    const page = await open(browser, demo.url);
    await showAll(page);
    await expectFits(page, shots, 'page');
    await page.close();
}

async function worksByKeyboard({browser, demo}) {
    const page = await open(browser, demo.url);
    await showAll(page);
    await page.evaluate(() => scrollTo(0, 0));
    const places = ['skip', 'nav', 'leaderboard', 'equity', 'trades', 'funnel', 'pools', 'endpoints', 'footer'];
    const reached = new Set();
    // Where the first Tab goes is the browser's to say; behind the last place comes the first again.
    for (let i = 0; i < 120 && !places.every((place) => reached.has(place)); ++i) {
        await page.keyboard.press('Tab');
        reached.add(await page.evaluate(() => document.activeElement.closest('section, nav, footer')?.id ||
            document.activeElement.closest('nav, footer')?.localName || document.activeElement.className));
    }
    await page.focus('#equity .legend button');
    await page.keyboard.press('Space');
    const pressed = await page.$eval('#equity .legend button', (button) => button.getAttribute('aria-pressed'));

    for (const place of places)
        assert.ok(reached.has(place), `${place} is not reached by Tab, only ${[...reached]}`);
    assert.equal(pressed, 'false');
    await page.close();
}

async function tenThousandTrades({browser, many}) {
    const page = await open(browser, many.url);
    await page.waitForSelector('#trades .rows [role=row]');
    const longest = await page.evaluate(async () => {
        const box = document.querySelector('.trades');
        let longest = 0;
        let most = 0;
        let before = performance.now();
        const done = () => box.getAttribute('aria-rowcount') === '10001';
        while (!done() || box.scrollTop + box.clientHeight < box.scrollHeight - 1) {
            box.scrollTop = box.scrollHeight;
            await new Promise(requestAnimationFrame);
            longest = Math.max(longest, performance.now() - before);
            before = performance.now();
            most = Math.max(most, box.querySelectorAll('.rows [role=row]').length);
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
        return {longest, most, last:
            [...box.querySelectorAll('.c2')].some((cell) => cell.textContent === 'route 1')};
    });
    await page.$eval('.trades', (box) => { box.scrollTop = 0; });
    await page.waitForFunction(() => document.querySelector('.rows').textContent.includes('onerror'));

    console.log(`   longest frame over 10,000 trades: ${longest.longest.toFixed(0)} ms, at most ${longest.most} rows`);
    assert.ok(longest.last, 'the oldest trade is shown');
    assert.ok(longest.most < 100, `${longest.most} rows in the document`);
    assert.equal(await page.evaluate(() => window.wasInjected), undefined);
    await page.close();
}

export const checks = {
    ContentIsThere: contentIsThere,
    BlocksComeLive: blocksComeLive,
    ComesBackAfterARestart: comesBackAfterARestart,
    FitsAndReads: fitsAndReads,
    WorksByKeyboard: worksByKeyboard,
    TenThousandTrades: tenThousandTrades,
};
