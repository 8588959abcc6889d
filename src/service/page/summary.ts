import { read, type Pulse, type Status } from "./api";
import { find, make, write, writeList } from "./dom";
import { count, figure, seconds, usd } from "./format";

const kFacts = ["Block", "Age", "Health", "Base fee", "Native price", "Pools certain", "Blocks seen"];

/// What is true of the whole run, at the top.
export class Summary {
    private readonly facts: HTMLElement[];
    private total = 0;
    private age: { ms: number; at: number } | null = null;

    constructor() {
        this.facts = kFacts.map((title) => {
            const value = make("dd", {}, "–");
            find("facts").append(make("div", {}, make("dt", {}, title), value));
            return value;
        });
        setInterval(() => this.showAge(), 500);
    }

    async refresh(): Promise<Pulse> {
        const status = await read<Status>("status");
        const { run } = status;
        this.total = status.feed.pools_total;
        write(find("market"), `${run.market}, chain ${run.chain_id}${run.is_simulated ? ", SIMULATED MARKET" : ""}`);
        write(find("build"), `paper-trading ${run.version}, started ${run.started_at.slice(0, 19).replace("T", " ")} UTC`);
        write(find("verdict"), status.verdict);
        write(find("evidence"), status.evidence.sentence);
        writeList(find("why"), status.why_nothing_traded);
        this.show(status);
        return status;
    }

    show(pulse: Pulse): void {
        const { block } = pulse;
        const [number, , health, fee, price, pools, seen] = this.facts;
        this.age = block === null ? null : { ms: block.age_ms, at: performance.now() };
        write(number!, block === null ? "–" : count(block.number));
        write(health!, pulse.health, pulse.health === "live" ? "gain" : "warn");
        write(fee!, block === null ? "–" : `${figure(Number(block.base_fee_gwei.toFixed(1)))} gwei`);
        write(price!, block?.native_price_usd == null ? "–" : usd(block.native_price_usd));
        write(pools!, this.total === 0 ? count(pulse.pools_certain) : `${pulse.pools_certain} of ${this.total}`);
        write(seen!, count(pulse.blocks_seen));
        writeList(find("alarms"), pulse.alarms);
        this.showAge();
    }

    link(text: string, isWell: boolean): void {
        write(find("link"), text, isWell ? "gain" : "warn");
    }

    private showAge(): void {
        if (this.age === null) return;
        write(this.facts[1]!, seconds(this.age.ms + performance.now() - this.age.at));
    }
}
