import { read, type Row, type Trade } from "./api";
import { find, make, write } from "./dom";
import { cost, count, figure, moment, sign, usd, words } from "./format";

const kPage = 500;
const kBeyond = 8;
const kColumns = ["Decided", "Configuration", "Route", "State", "In", "Expected", "Gross", "Gas", "Flash fee", "Net"];
/// Rows are several lines high on narrow screens. Both heights stand in style.css too.
const isNarrow = matchMedia("(max-width: 60rem)");
const rowHeight = () => (isNarrow.matches ? 128 : 36);

function makeRow(): HTMLElement {
    const cells = kColumns.map((title, i) =>
        make("span", { role: "cell", class: `c${i}${i > 3 ? " number" : ""}`, "data-title": title }),
    );
    return make("div", { role: "row" }, ...cells);
}

/// Trades, newest first, ten thousand and more: only the rows in sight are in the document, and pages are asked for as
/// they come near.
export class Trades {
    private readonly body = make("div", { class: "rows", role: "rowgroup" });
    private readonly box = make("div", {
        class: "trades",
        role: "table",
        tabindex: "0",
        "aria-label": "Trades, newest first",
    });
    private readonly select = make("select", { id: "trades-config" }, make("option", { value: "" }, "all"));
    private readonly summary = make("span", { class: "hint", id: "trades-count", role: "status" });
    private trades: Trade[] = [];
    private names = new Map<string, string>();
    private next: number | null = null;
    private isReading = false;
    private generation = 0;
    private frame = 0;

    constructor() {
        const titles = kColumns.map((title, i) =>
            make("span", { role: "columnheader", class: `c${i}${i > 3 ? " number" : ""}` }, title),
        );
        const head = make("div", { class: "head", role: "rowgroup" }, make("div", { role: "row" }, ...titles));
        this.box.append(head, this.body);
        const label = make("label", { for: "trades-config" }, "Configuration");
        find("trades").append(make("div", { class: "tools" }, label, this.select, this.summary), this.box);
        this.select.addEventListener("change", () => void this.refresh());
        this.box.addEventListener("scroll", () => this.plan());
        isNarrow.addEventListener("change", () => this.plan());
    }

    name(rows: Row[]): void {
        if (rows.length === this.names.size && rows.every((row) => this.names.get(row.id) === row.name)) return;
        this.names = new Map(rows.map((row) => [row.id, row.name]));
        const chosen = this.select.value;
        const sorted = [...rows].sort((a, b) => a.name.localeCompare(b.name));
        const options = sorted.map((row) => make("option", { value: row.id }, row.name));
        this.select.replaceChildren(make("option", { value: "" }, "all"), ...options);
        this.select.value = this.names.has(chosen) ? chosen : "";
        this.plan();
    }

    /// Begins anew with the newest page.
    async refresh(): Promise<void> {
        ++this.generation;
        this.isReading = false;
        this.trades = [];
        this.next = null;
        await this.readPage();
        this.plan();
    }

    /// A trade that was decided, or whose state changed.
    put(trade: Trade): void {
        if (this.select.value !== "" && this.select.value !== trade.config) return;
        const place = this.placeOf(trade.number);
        if (this.trades[place]?.number === trade.number) this.trades[place] = trade;
        else if (place < this.trades.length || this.next === null) this.insert(place, trade);
        this.plan();
    }

    /// What the reader looks at stays where it is, unless he looks at the top.
    private insert(place: number, trade: Trade): void {
        this.trades.splice(place, 0, trade);
        if (this.box.scrollTop > rowHeight() && place * rowHeight() < this.box.scrollTop) {
            this.draw();
            this.box.scrollTop += rowHeight();
        }
    }

    /// Where the number is, or belongs; numbers fall.
    private placeOf(number: number): number {
        let low = 0;
        let high = this.trades.length;
        while (low < high) {
            const middle = (low + high) >> 1;
            if (this.trades[middle]!.number > number) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private async readPage(): Promise<void> {
        if (this.isReading) return;
        this.isReading = true;
        const generation = this.generation;
        const config = this.select.value === "" ? "" : `&config=${encodeURIComponent(this.select.value)}`;
        const before = this.next === null ? "" : `&before=${this.next}`;
        try {
            const page = await read<{ trades: Trade[]; next: number | null }>(`trades?limit=${kPage}${config}${before}`);
            if (generation !== this.generation) return;
            const known = this.trades.at(-1)?.number ?? Infinity;
            this.trades.push(...page.trades.filter((trade) => trade.number < known));
            this.next = page.next;
        } finally {
            if (generation === this.generation) this.isReading = false;
        }
    }

    private plan(): void {
        if (this.frame !== 0) return;
        this.frame = requestAnimationFrame(() => {
            this.frame = 0;
            this.draw();
            void this.readOnWhereNear();
        });
    }

    private async readOnWhereNear(): Promise<void> {
        const isNear = this.box.scrollTop + this.box.clientHeight > (this.trades.length - kPage / 4) * rowHeight();
        if (this.next === null || this.isReading || !isNear) return;
        await this.readPage();
        this.plan();
    }

    private draw(): void {
        const height = rowHeight();
        const first = Math.max(0, Math.floor(this.box.scrollTop / height) - kBeyond);
        const last = Math.min(this.trades.length, first + Math.ceil(this.box.clientHeight / height) + 2 * kBeyond);
        this.body.style.height = `${this.trades.length * height}px`;
        this.box.setAttribute("aria-rowcount", this.next === null ? String(this.trades.length + 1) : "-1");
        while (this.body.children.length < last - first) this.body.append(makeRow());
        while (this.body.children.length > last - first) this.body.lastElementChild!.remove();
        for (let i = first; i < last; ++i) this.drawRow(this.body.children[i - first] as HTMLElement, i, height);
        const more = this.next === null ? "" : " read, more below";
        write(this.summary, this.trades.length === 0 ? "none yet" : `${count(this.trades.length)}${more}`);
    }

    private drawRow(row: HTMLElement, place: number, height: number): void {
        const trade = this.trades[place]!;
        row.style.transform = `translateY(${place * height}px)`;
        row.setAttribute("aria-rowindex", String(place + 2));
        row.classList.toggle("odd", place % 2 === 1);
        row.title = `${trade.id}, block ${trade.block}`;
        const cells = [...row.children] as HTMLElement[];
        const isSettled = trade.state !== "in_flight";
        const texts = [
            trade.decided_at === null ? `block ${trade.block}` : moment(trade.decided_at),
            this.names.get(trade.config) ?? trade.config,
            trade.route,
            words(trade.state),
            `${figure(trade.amount_in.value)} ${trade.amount_in.token}`,
            trade.expected_net_usd === null ? "–" : usd(trade.expected_net_usd),
            isSettled ? usd(trade.gross_usd) : "–",
            isSettled ? cost(trade.gas_usd) : "–",
            isSettled ? cost(trade.flash_fee_usd) : "–",
            isSettled ? usd(trade.net_usd) : "–",
        ];
        texts.forEach((text, i) => write(cells[i]!, text));
        cells[3]!.dataset["state"] = trade.state;
        cells[9]!.className = `c9 number ${isSettled ? sign(trade.net_usd) : "flat"}`;
    }
}
