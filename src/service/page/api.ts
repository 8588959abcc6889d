// What the daemon answers, as far as the page reads it; /api/v1/openapi.json describes all of it.

export interface Amount {
    token: string;
    value: number;
}

export interface Block {
    number: number;
    time: string;
    age_ms: number;
    base_fee_gwei: number;
    native_price_usd: number | null;
}

export interface Row {
    id: string;
    name: string;
    net_usd: number;
    models_net_usd: Record<string, number>;
    drawdown_usd: number;
    episodes: number;
    actions: number;
    in_flight: number;
    filled: number;
    reverted: number;
    lost: number;
    pause: string | null;
    /// Shown instead of what follows from the others.
    state?: string;
}

export interface Pulse {
    made_at: string;
    block: Block | null;
    health: string;
    blocks_seen: number;
    pools_certain: number;
    alarms: string[];
    configs: Row[];
}

export interface Status extends Pulse {
    run: { version: string; market: string; chain_id: number; is_simulated: boolean; started_at: string };
    feed: { pools_total: number };
    why_nothing_traded: string[];
    verdict: string;
    evidence: { sentence: string };
}

export interface Trade {
    number: number;
    id: string;
    config: string;
    pair: string;
    route: string;
    block: number;
    decided_at: string | null;
    inclusion_block: number | null;
    state: string;
    amount_in: Amount;
    expected_net_usd: number | null;
    gross_usd: number;
    gas_usd: number;
    flash_fee_usd: number;
    net_usd: number;
}

export interface Opportunity {
    is_open: boolean;
    left_censored: boolean;
    first_block: number;
    last_block: number;
}

export interface NearestMiss {
    route: string;
    block: number;
    reason: string;
    net_usd: number;
    lacked_usd: number;
}

export interface ConfigFunnel {
    id: string;
    funnel: { episodes: number; acted: number; stopped: Record<string, number> };
    nearest_miss?: NearestMiss | null;
}

export interface Pool {
    address: string;
    dex: string;
    token0: string;
    token1: string;
    fee_percent: number;
    is_certain: boolean;
    blocks_since_event: number | null;
    mid_price: number | null;
    state: { reserve0: Amount; reserve1: Amount } | { tick: number; liquidity: string } | null;
}

export interface Endpoint {
    name: string;
    state: string;
    latency_ms: number | null;
    error_rate: number;
    block: number | null;
    behind: number;
    requests: number;
    failures: number;
    budget: { units: number; units_per_day: number | null; units_per_month: number | null };
    reason: string;
}

export interface Curve {
    config: string;
    points: [number, number, number][];
}

let kept: Record<string, unknown> | null = null;

/// From here on answers are these, by path: a page that was saved asks nobody.
export function answerFrom(answers: Record<string, unknown>): void {
    kept = answers;
}

/// The answer at `path` below /api/v1/. Fails where the daemon is away or refuses.
export async function read<T>(path: string): Promise<T> {
    if (kept !== null) return kept[path] as T;
    const answer = await fetch(`/api/v1/${path}`);
    if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
    return (await answer.json()) as T;
}
