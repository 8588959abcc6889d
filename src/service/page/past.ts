// What `report --html` puts into its page: the answer of `report --full --json`, with curves.
import type { ConfigFunnel, Row } from "./api";
import { find } from "./dom";

type Interval = [number, number] | null;

export interface Evidence {
    trades: number;
    trades_to_go: number;
    days: number;
    fill_rate: { share: number; share_95: Interval } | null;
    mean_usd: number | null;
    mean_usd_95: Interval;
    median_usd: number | null;
    t: number | null;
    p_holm: number | null;
    is_separable: boolean;
    deflated_sharpe: number | null;
}

export interface PastConfig {
    config: { id: string; name: string };
    metrics: {
        net_usd: number;
        models_net_usd: Record<string, number>;
        gross_usd: number;
        gas_usd: number;
        flash_fee_usd: number;
        max_drawdown_usd: number;
        drawdown_usd: number;
        actions: number;
        in_flight: number;
        results: Record<string, number>;
        funnel: ConfigFunnel["funnel"];
        filters?: Record<string, FilterPrice>;
    };
    evidence: Evidence | null;
    doubts: unknown[];
}

/// Over time in seconds: net, and the worst and best of the fill models.
export interface PastCurve {
    config: string;
    name: string;
    trades_before: number;
    points: [time: number, net: number, lowest: number, highest: number][];
}

export interface SurvivalPoint {
    blocks: number;
    at_risk: number;
    open_share: number;
}

export interface SurvivalGroup {
    pair?: string;
    dexes?: string;
    watched: number;
    half_life_blocks: number | null;
    curve: SurvivalPoint[];
}

export interface Bucket {
    above_usd: number | null;
    up_to_usd: number | null;
    blocks: number;
}

export interface PairEdges {
    pair: string;
    not_judged: number;
    no_edge_before_gas: number;
    net_usd: Bucket[];
}

export interface FilterPrice {
    stopped: number;
    results: Record<string, number>;
    gain_usd: number;
    gain_usd_95: Interval;
}

export interface Past {
    history: {
        version: string;
        market: string;
        chain_id: number;
        since: string | null;
        until: string | null;
        runs: { run: number; command: string; version: string; ended: string }[];
        blocks: { first_block: number; last_block: number; first_block_at: string; last_block_at: string; seen: number };
        configurations: PastConfig[];
        notes: string[];
        why_nothing_traded: string[];
        assumptions: { in_words: Record<string, string>; market_is_simulated: boolean };
        evidence: { sentence: string };
        verdict: string;
        survival?: { all: SurvivalGroup; groups: SurvivalGroup[] };
        net_edges?: PairEdges[];
    };
    curves: PastCurve[];
}

export const past = JSON.parse(find("past").textContent ?? "") as Past;

/// Two epochs of one configuration have one id, so here the name is the key.
export const keyed: PastConfig[] = past.history.configurations.map((config) => ({
    ...config,
    config: { ...config.config, id: config.config.name },
}));

export const rows: Row[] = keyed.map(({ config, metrics }) => ({
    id: config.id,
    name: config.name,
    net_usd: metrics.net_usd,
    models_net_usd: metrics.models_net_usd,
    drawdown_usd: metrics.max_drawdown_usd,
    episodes: metrics.funnel.episodes,
    actions: metrics.actions,
    in_flight: metrics.in_flight,
    filled: metrics.results["filled"] ?? 0,
    reverted: metrics.results["reverted"] ?? 0,
    lost: metrics.results["lost"] ?? 0,
    pause: null,
    state: metrics.in_flight > 0 ? `${metrics.in_flight} in flight` : "",
}));
