// The page that `paper-trading report --html` writes, opened from the disk.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';

import {expectFits, open} from './checks.mjs';

function run(program, home, words) {
    const {status, stdout, stderr} = spawnSync(program, [...words, '--state-dir', join(home, 'past')], {
        cwd: home,
        env: {HOME: home, PATH: process.env.PATH},
        encoding: 'utf8',
        maxBuffer: 1 << 28,
    });
    assert.equal(status, 0, stderr);
    return stdout;
}

/// A demo that was played, its report as JSON and as a page.
function playedDemo({program, home}) {
    const words = ['--max-blocks', '150', '--block-interval', '2ms', '--log-level', 'error', '--json'];
    run(program, home, ['demo', '--seed', '7', ...words]);
    const file = join(home, 'past.html');
    run(program, home, ['report', '--html', file]);
    return {url: pathToFileURL(file).href, report: JSON.parse(run(program, home, ['report', '--json']))};
}

const usd = (value) => `${value < 0 ? '−' : ''}$${Math.abs(value).toFixed(2)}`;

async function showAllOf(page) {
    await page.waitForSelector('#equity canvas');
    await page.waitForSelector('#survival canvas');
    await page.waitForSelector('#leaderboard .band');
}

export async function pastShowsTheRun({browser, program, home}) {
    const {url, report} = playedDemo({program, home});
    const page = await open(browser, url);
    await showAllOf(page);

    const text = (selector) => page.$eval(selector, (element) => element.textContent);
    const rows = await page.$$eval('#leaderboard tbody tr', (all) =>
        all.map((row) => [...row.cells].slice(0, 2).map((cell) => cell.textContent)));
    const best = report.configurations[0];
    const bars = await page.$$eval('#edges .bars li', (all) => all.length);
    const filters = await page.$$eval('#funnel table tbody tr', (all) => all.length);

    assert.deepEqual(rows[0], [best.config.name, usd(best.metrics.net_usd)]);
    assert.match(await text('#market'), /SIMULATED MARKET/);
    assert.equal(await text('#evidence'), report.evidence.sentence);
    assert.equal(await text('#verdict'), report.verdict);
    assert.match(await text('#funnel .bars'), new RegExp(`episodes seen${best.metrics.funnel.episodes}`));
    assert.match(await text('#costs tbody'), new RegExp(best.config.name));
    assert.match(await text('#survival tbody'), /all/);
    assert.match(await text('#assumed'), /latency/);
    assert.ok(bars > 5 && filters > 0, `${bars} bars, ${filters} filters`);
    assert.deepEqual([...page.hosts], [''], 'it asks no host');
    assert.deepEqual(page.troubles, []);
    await page.close();
}

export async function pastFitsAndPrints({browser, home, shots}) {
    const page = await open(browser, pathToFileURL(join(home, 'past.html')).href);
    await showAllOf(page);
    await expectFits(page, shots, 'past');
    const pdf = await page.pdf({format: 'A4', path: shots ? `${shots}/past.pdf` : undefined});
    const pages = Buffer.from(pdf).toString('latin1').match(/\/Type\s*\/Page\b/g).length;

    assert.ok(pages >= 2 && pages <= 12, `${pages} pages on paper`);
    await page.close();
}
