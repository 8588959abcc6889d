import { read, type Pool } from "./api";
import { find, make, scroller, Table, write } from "./dom";
import { count, figure } from "./format";

function stateOf(pool: Pool): string {
    if (pool.state === null) return "–";
    if ("tick" in pool.state) return `tick ${count(pool.state.tick)}, liquidity ${figure(Number(pool.state.liquidity))}`;
    const { reserve0, reserve1 } = pool.state;
    return `${figure(reserve0.value)} ${reserve0.token}, ${figure(reserve1.value)} ${reserve1.token}`;
}

function ageOf(blocks: number | null): string {
    if (blocks === null) return "–";
    return blocks === 0 ? "this block" : blocks === 1 ? "1 block ago" : `${count(blocks)} blocks ago`;
}

/// Every pool with its state and how old that is.
export class Pools {
    private readonly table = new Table("Pools", [
        { title: "Pool" },
        { title: "Fee", kind: "number" },
        { title: "Price", kind: "number" },
        { title: "State" },
        { title: "Last change" },
        { title: "Known" },
    ]);
    private readonly filter = make("input", { id: "pools-filter", type: "search", placeholder: "WETH, Sushi, 0x85.." });
    private readonly summary = make("span", { class: "hint", role: "status" });
    private pools: Pool[] = [];

    constructor() {
        const label = make("label", { for: "pools-filter" }, "Show only");
        const box = scroller("Pools", this.table.element);
        box.classList.add("tall");
        find("pools").append(make("div", { class: "tools" }, label, this.filter, this.summary), box);
        this.filter.addEventListener("input", () => this.draw());
    }

    async refresh(): Promise<void> {
        this.pools = (await read<{ pools: Pool[] }>("pools")).pools;
        this.draw();
    }

    private draw(): void {
        const wanted = this.filter.value.trim().toLowerCase();
        const shown = this.pools.filter(({ token0, token1, dex, address }) =>
            `${token0}/${token1} ${dex} ${address}`.toLowerCase().includes(wanted),
        );
        shown.forEach((pool, place) => this.drawRow(pool, place));
        this.table.cut(shown.length);
        const uncertain = this.pools.filter((pool) => !pool.is_certain).length;
        write(this.summary, `${shown.length} of ${this.pools.length}, ${uncertain} not certain`);
    }

    private drawRow(pool: Pool, place: number): void {
        const [name, fee, price, state, age, known] = this.table.row(pool.address, place);
        write(name!, `${pool.token0}/${pool.token1} ${pool.dex}`);
        name!.title = pool.address;
        write(fee!, `${pool.fee_percent} %`);
        write(price!, pool.mid_price === null || pool.mid_price === 0 ? "–" : figure(pool.mid_price));
        write(state!, stateOf(pool));
        write(age!, ageOf(pool.blocks_since_event));
        write(known!, pool.is_certain ? "certain" : "left out", pool.is_certain ? "" : "warn");
    }
}
