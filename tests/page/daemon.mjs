// A demo of the real program with its window on a port, and a stand-in for a daemon that has many trades.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createServer, request} from 'node:http';

const kDeadline = 60_000;

/// A demo at `home`, a folder with `configs`, that listens on `port` (0: any). Its `port` is known and its first block seen when this returns.
export async function startDemo(program, home, port = 0) {
    const words = ['demo', '--listen', `127.0.0.1:${port}`, '--block-interval', '100ms', '--duration', '10m'];
    const env = {HOME: home, PATH: process.env.PATH};
    const child = spawn(program, words, {cwd: home, env, stdio: ['ignore', 'ignore', 'pipe']});
    let log = '';
    const listening = new Promise((resolve, reject) => {
        child.stderr.on('data', (text) => {
            log += text;
            const found = log.match(/metrics at http:\/\/127\.0\.0\.1:(\d+)/);
            if (found) resolve(Number(found[1]));
        });
        child.on('exit', (code) => reject(new Error(`the demo ended with ${code}: ${log}`)));
        setTimeout(() => reject(new Error(`the demo does not listen: ${log}`)), kDeadline).unref();
    });
    process.on('exit', () => child.kill('SIGKILL'));
    const chosen = await listening;
    const url = `http://127.0.0.1:${chosen}/`;
    const until = Date.now() + kDeadline;
    while ((await fetch(`${url}readyz`)).status !== 200) {
        if (Date.now() > until) throw new Error(`the demo never gets ready: ${log}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const stop = async () => {
        if (child.exitCode !== null) return;
        child.kill('SIGTERM');
        await once(child, 'exit');
    };
    return {url, port: chosen, stop};
}

function trade(number) {
    return {
        number,
        id: `moderate:0000-${number}`,
        config: 'moderate',
        pair: 'WETH/USDC.e',
        route: number === 10_000 ? '<img src=x onerror="window.wasInjected=true">' : `route ${number}`,
        block: 90_000_000 + number,
        decided_at: '2026-09-01T12:00:00.300Z',
        inclusion_block: 90_000_001 + number,
        state: 'filled',
        amount_in: {token: 'USDC.e', raw: '1000000', value: 1},
        amount_out: {token: 'USDC.e', raw: '1100000', value: 1.1},
        expected_net_usd: 0.09,
        gross_usd: 0.1,
        gas_usd: 0.01,
        flash_fee_usd: 0.002,
        net_usd: 0.088,
        models_net_usd: {},
    };
}

function tradesPage(url) {
    const limit = Number(url.searchParams.get('limit') ?? 50);
    const before = Number(url.searchParams.get('before') ?? 10_001);
    const trades = [];
    for (let number = before - 1; number > 0 && trades.length < limit; --number) trades.push(trade(number));
    const oldest = trades.at(-1)?.number ?? 1;
    return {trades, next: oldest > 1 ? oldest : null};
}

/// Answers as the daemon at `behind` does, but has ten thousand trades.
export async function startManyTrades(behind) {
    const server = createServer((asked, answer) => {
        const url = new URL(asked.url, behind);
        if (url.pathname === '/api/v1/trades') {
            answer.setHeader('Content-Type', 'application/json').end(JSON.stringify(tradesPage(url)));
            return;
        }
        const headers = {...asked.headers, host: url.host};
        delete headers.origin;
        const passed = request(url, {headers}, (got) => {
            answer.writeHead(got.statusCode, got.headers);
            // The trades behind have numbers of their own.
            got.on('data', (piece) => answer.write(String(piece).replaceAll('event: trade\n', 'event: other\n')));
            got.on('end', () => answer.end());
        });
        passed.on('error', () => answer.destroy());
        answer.on('close', () => passed.destroy());
        passed.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return {
        url: `http://127.0.0.1:${server.address().port}/`,
        stop: () => (server.closeAllConnections(), server.close()),
    };
}
