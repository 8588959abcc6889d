import { find, make, scroller, Table, write } from "./dom";
import { cost, count, sign, usd, words } from "./format";
import type { Bucket, PairEdges, PastConfig } from "./past";

const number = { kind: "number" as const };
const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const figure = (value: number | null | undefined): string => (value == null ? "–" : value.toFixed(2));
const span = (ends: [number, number] | null | undefined, show: (end: number) => string): string =>
    ends == null ? "–" : `${show(ends[0])} to ${show(ends[1])}`;

/// What the trades of each configuration support.
export function showEvidence(configs: PastConfig[]): void {
    const table = new Table("What the trades support", [
        { title: "Configuration" },
        { title: "Trades", ...number },
        { title: "Days", ...number },
        { title: "Filled", ...number },
        { title: "95 %", ...number },
        { title: "Mean", ...number },
        { title: "95 %", ...number },
        { title: "Median", ...number },
        { title: "t", ...number },
        { title: "p, Holm", ...number },
        { title: "Deflated Sharpe", ...number },
        { title: "Largest drawdown", ...number },
        { title: "Verdict" },
    ]);
    configs.forEach(({ config, metrics, evidence }, place) => {
        const rate = evidence?.fill_rate;
        const toGo = evidence === null ? null : evidence.trades_to_go;
        const texts = [
            config.name,
            evidence === null ? "–" : count(evidence.trades),
            evidence === null ? "–" : count(evidence.days),
            rate == null ? "–" : percent(rate.share),
            span(rate?.share_95, percent),
            evidence?.mean_usd == null ? "–" : usd(evidence.mean_usd),
            span(evidence?.mean_usd_95, usd),
            evidence?.median_usd == null ? "–" : usd(evidence.median_usd),
            figure(evidence?.t),
            evidence?.p_holm == null ? "–" : evidence.p_holm.toFixed(3),
            evidence?.deflated_sharpe == null ? "–" : evidence.deflated_sharpe.toFixed(3),
            usd(metrics.max_drawdown_usd),
            evidence?.is_separable ? "separable from zero" : toGo ? `${count(toGo)} trades to go` : "not separable",
        ];
        const cells = table.row(config.name, place);
        texts.forEach((text, i) => write(cells[i]!, text));
    });
    find("evidence-table").append(
        make("p", { class: "hint" }, "Per trade, after every cost. A dash where the data do not carry a figure."),
        scroller("Evidence", table.element),
    );
}

/// Where the gross went.
export function showCosts(configs: PastConfig[]): void {
    const table = new Table("Gross, costs and net", [
        { title: "Configuration" },
        { title: "Gross", ...number },
        { title: "Gas", ...number },
        { title: "Flash fee", ...number },
        { title: "Net", ...number },
        { title: "Costs of gross", ...number },
        { title: "" },
    ]);
    table.element.classList.add("costs");
    configs.forEach(({ config, metrics }, place) => {
        const costs = metrics.gas_usd + metrics.flash_fee_usd;
        const share = metrics.gross_usd > 0 ? costs / metrics.gross_usd : null;
        const cells = table.row(config.name, place);
        const texts = [
            config.name,
            usd(metrics.gross_usd),
            cost(metrics.gas_usd),
            cost(metrics.flash_fee_usd),
            usd(metrics.net_usd),
            share === null ? "–" : share < 0.001 ? "<0.1 %" : `${(share * 100).toFixed(1)} %`,
        ];
        texts.forEach((text, i) => write(cells[i]!, text));
        cells[4]!.className = `number ${sign(metrics.net_usd)}`;
        const bar = make("i");
        bar.style.width = `${Math.min(1, share ?? 0) * 100}%`;
        cells[6]!.append(make("div", { class: "bar-track", "aria-hidden": "true" }, bar));
    });
    find("costs").append(scroller("Costs", table.element));
}

/// What each filter kept from being traded, dearest first.
export function showFilters(configs: PastConfig[]): void {
    const found = configs.flatMap(({ config, metrics }) =>
        Object.entries(metrics.filters ?? {})
            .filter(([, price]) => price.stopped > 0)
            .map(([filter, price]) => ({ name: config.name, filter, price })),
    );
    found.sort((a, b) => Math.abs(b.price.gain_usd) - Math.abs(a.price.gain_usd));
    if (found.length === 0) return;
    const table = new Table("What each filter stopped", [
        { title: "Configuration" },
        { title: "Filter" },
        { title: "Stopped", ...number },
        { title: "Would have made", ...number },
        { title: "95 %", ...number },
    ]);
    found.forEach(({ name, filter, price }, place) => {
        const cells = table.row(`${name} ${filter}`, place);
        const texts = [name, words(filter), count(price.stopped), usd(price.gain_usd), span(price.gain_usd_95, usd)];
        texts.forEach((text, i) => write(cells[i]!, text));
        cells[3]!.className = `number ${sign(price.gain_usd)}`;
    });
    find("funnel").append(
        make("h3", {}, "What each filter stopped would have made"),
        make("p", { class: "hint" }, "Under the primary model, as the run itself reported. Minus: the filter saved it."),
        scroller("Filters", table.element),
    );
}

function rangeOf({ above_usd, up_to_usd }: Bucket): string {
    if (above_usd === null) return `up to ${usd(up_to_usd!)}`;
    return up_to_usd === null ? `above ${usd(above_usd)}` : `${usd(above_usd)} to ${usd(up_to_usd)}`;
}

/// How close the best route of each pair came, block by block.
export function showEdges(pairs: PairEdges[]): void {
    const select = make("select", { id: "edges-pair" });
    const list = make("ol", { class: "bars" });
    const total = ({ net_usd }: PairEdges) => net_usd.reduce((sum, { blocks }) => sum + blocks, 0);
    const sorted = [...pairs].sort((a, b) => total(b) - total(a));
    select.append(...sorted.map(({ pair }, i) => make("option", { value: String(i) }, pair)));
    const draw = (): void => {
        const edges = sorted[Number(select.value)]!;
        const steps = [
            { title: "no edge before gas", blocks: edges.no_edge_before_gas },
            ...edges.net_usd.map((bucket) => ({ title: `net ${rangeOf(bucket)}`, blocks: bucket.blocks })),
        ];
        const all = steps.reduce((sum, { blocks }) => sum + blocks, 0);
        list.replaceChildren(
            ...steps.map(({ title, blocks }) => {
                const share = all === 0 ? 0 : (blocks / all) * 100;
                const bar = make("i");
                bar.style.width = `${share}%`;
                return make(
                    "li",
                    {},
                    make("span", {}, title),
                    make("span", { class: "number" }, `${count(blocks)} (${share.toFixed(1)} %)`),
                    make("div", { class: "bar-track", "aria-hidden": "true" }, bar),
                );
            }),
        );
    };
    select.addEventListener("change", draw);
    find("edges").append(
        make(
            "p",
            { class: "hint" },
            "The best route of the pair on each block, whether anybody acted or not, as the run itself reported.",
        ),
        make("div", { class: "tools" }, make("label", { for: "edges-pair" }, "Pair"), select),
        list,
    );
    draw();
}
