import uPlot from "uplot";

import { colour, dash, kHeight, moneyAxes, onScheme, swatch, widthOf } from "./chart";
import { find, make, write } from "./dom";
import { count } from "./format";
import type { PastCurve } from "./past";

/// Net of every configuration over time, one of them with its band of fill models, and how far that one was below its
/// highest net.
export class PastEquity {
    private readonly select = make("select", { id: "equity-config" });
    private readonly net = make("div", {
        class: "chart",
        role: "img",
        "aria-label": "Net in dollars over time (UTC) by configuration; the leaderboard has the figures",
    });
    private readonly below = make("div", {
        class: "chart low",
        role: "img",
        "aria-label": "Dollars below the highest net over time (UTC); the evidence has the largest",
    });
    private readonly legend = make("div", { class: "legend" });
    private readonly before = make("p", { class: "hint" });
    private plots: uPlot[] = [];

    constructor(private readonly curves: PastCurve[]) {
        const label = make("label", { for: "equity-config" }, "With its band");
        find("equity").append(
            make(
                "p",
                { class: "hint" },
                "Net as booked, after each trade. The band of the chosen one runs from the worst to the best of the ",
                "fill models.",
            ),
            make("div", { class: "tools" }, label, this.select),
            this.net,
            this.legend,
            this.before,
            make("h3", {}, "Drawdown: below the highest net so far"),
            this.below,
        );
        this.select.append(...curves.map(({ name }, i) => make("option", { value: String(i) }, name)));
        this.select.addEventListener("change", () => this.build());
        new ResizeObserver(() => this.fit(widthOf(this.net))).observe(this.net);
        onScheme(() => this.build());
        this.build();
    }

    private fit(width: number): void {
        if (width > 0) for (const plot of this.plots) plot.setSize({ width, height: plot.height });
    }

    private build(): void {
        for (const plot of this.plots) plot.destroy();
        const chosen = Number(this.select.value);
        this.plots = [this.drawNet(chosen), this.drawBelow(chosen)];
        this.legend.replaceChildren(
            ...this.curves.map(({ name }, i) => make("span", {}, swatch(i), i === chosen ? make("b", {}, name) : name)),
        );
        const { trades_before } = this.curves[chosen]!;
        write(
            this.before,
            trades_before === 0 ? "" : `${count(trades_before)} trades before these are in the sums, not in the curve.`,
        );
    }

    private options(height: number, series: uPlot.Series[], bands: uPlot.Band[]): uPlot.Options {
        return {
            width: widthOf(this.net),
            height,
            legend: { show: false },
            cursor: { drag: { x: true, y: false } },
            axes: moneyAxes(),
            series: [{}, ...series],
            bands,
        };
    }

    private drawNet(chosen: number): uPlot {
        const paths = uPlot.paths.stepped!({ align: 1 });
        const plain = { paths, points: { show: false }, spanGaps: true };
        const series: uPlot.Series[] = this.curves.map((_, i) => ({
            ...plain,
            stroke: colour(i, i === chosen ? 1 : 0.6),
            width: i === chosen ? 3 : 1.5,
            dash: dash(i),
        }));
        const edge: uPlot.Series = { ...plain, stroke: colour(chosen, 0.5), width: 1 };
        const tables = this.curves.map(({ points }) => [points.map((p) => p[0]), points.map((p) => p[1])]);
        const band = this.curves[chosen]!.points;
        for (const side of [2, 3] as const) tables.push([band.map((p) => p[0]), band.map((p) => p[side])]);
        const at = this.curves.length + 1;
        const bands = [{ series: [at + 1, at] as [number, number], fill: colour(chosen, 0.2) }];
        const data = uPlot.join(tables as uPlot.AlignedData[]);
        return new uPlot(this.options(kHeight, [...series, edge, edge], bands), data, this.net);
    }

    private drawBelow(chosen: number): uPlot {
        let highest = 0;
        const { points } = this.curves[chosen]!;
        const below = points.map(([, net]) => {
            highest = Math.max(highest, net);
            return net - highest;
        });
        const series = {
            paths: uPlot.paths.stepped!({ align: 1 }),
            points: { show: false },
            stroke: colour(chosen),
            fill: colour(chosen, 0.2),
            width: 2,
        };
        const data = [points.map((point) => point[0]), below] as uPlot.AlignedData;
        return new uPlot(this.options(kHeight / 2, [series], []), data, this.below);
    }
}
