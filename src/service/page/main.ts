import "./style.css";

import type { Pulse } from "./api";
import { find } from "./dom";
import { Endpoints } from "./endpoints";
import { Equity } from "./equity";
import { Funnel } from "./funnel";
import { Leaderboard } from "./leaderboard";
import { Pools } from "./pools";
import { listen } from "./stream";
import { Summary } from "./summary";
import { Survival } from "./survival";
import { Trades } from "./trades";

const kBetweenReadings = 2000;

const summary = new Summary();
const leaderboard = new Leaderboard();
const equity = new Equity();
const trades = new Trades();
const funnel = new Funnel();
const survival = new Survival();
const pools = new Pools();
const endpoints = new Endpoints();

let head = 0;

/// What is not in the stream, each with the section that shows it; "" is the top, always read.
const readings: [section: string, read: () => Promise<unknown>][] = [
    ["", () => summary.refresh()],
    ["funnel", () => funnel.refresh()],
    ["survival", () => survival.refresh(head)],
    ["pools", () => pools.refresh()],
    ["endpoints", () => endpoints.refresh()],
];

const inSight = new Set<string>([""]);
const wanted = new Set<string>();
const readAt = new Map<string, number>();
let isReading = false;

function isDue(section: string): boolean {
    const elapsed = performance.now() - (readAt.get(section) ?? -Infinity);
    return wanted.has(section) && inSight.has(section) && elapsed >= kBetweenReadings;
}

/// Reads the sections in sight that something changed for, one after the other and not too often: the page must not
/// cost the daemon, or a phone, more than what is looked at.
async function readDue(): Promise<void> {
    if (isReading || document.hidden) return;
    isReading = true;
    for (const [section, read] of readings)
        if (isDue(section)) {
            wanted.delete(section);
            readAt.set(section, performance.now());
            await read().catch(() => wanted.add(section));
        }
    isReading = false;
}

function wantAll(): void {
    for (const [section] of readings) wanted.add(section);
    void readDue();
}

const observer = new IntersectionObserver(
    (entries) => {
        for (const { target, isIntersecting } of entries)
            if (isIntersecting) inSight.add(target.id);
            else inSight.delete(target.id);
        void readDue();
    },
    { rootMargin: "25%" },
);
for (const [section] of readings) if (section !== "") observer.observe(find(section));
document.addEventListener("visibilitychange", () => void readDue());

setInterval(() => void readDue(), kBetweenReadings / 4);

function show(pulse: Pulse): void {
    head = pulse.block?.number ?? head;
    summary.show(pulse);
    leaderboard.show(pulse.configs);
    trades.name(pulse.configs);
    funnel.name(pulse.configs);
}

/// Everything anew, as after a restart: the lists of another process have nothing to do with those shown.
async function begin(): Promise<void> {
    try {
        show(await summary.refresh());
        await Promise.all([equity.refresh(), trades.refresh()]);
    } catch {
        setTimeout(() => void begin(), kBetweenReadings);
        return;
    }
    readAt.clear();
    wantAll();
}

listen({
    onHello(anew) {
        summary.link("live", true);
        if (anew) void begin();
    },
    onReload() {
        void begin();
    },
    onPulse(pulse) {
        show(pulse);
        equity.add(pulse);
        wantAll();
    },
    onTrade: (trade) => trades.put(trade),
    onOpportunity: () => wanted.add("survival"),
    onEnd: () => summary.link("the run has ended", false),
    onLost: () => summary.link("no connection; trying again", false),
});
