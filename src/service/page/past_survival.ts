import uPlot from "uplot";

import { axis, colour, dash, kHeight, onScheme, swatch, widthOf } from "./chart";
import { find, make, scroller, Table, write } from "./dom";
import { count } from "./format";
import type { SurvivalGroup } from "./past";

const kMost = 12;

const percent = (share: number): string => `${(share * 100).toFixed(0)} %`;
const nameOf = ({ pair, dexes }: SurvivalGroup): string => (pair === undefined ? "all" : `${pair}, ${dexes ?? ""}`);

/// How long what was acted on stayed open, by pair and DEXes: curves, and the figures.
export class PastSurvival {
    private readonly box = make("div", {
        class: "chart",
        role: "img",
        "aria-label": "Share still open by blocks after the decision; the table below has the figures",
    });
    private readonly groups: SurvivalGroup[];
    private plot: uPlot | null = null;

    constructor(all: SurvivalGroup, groups: SurvivalGroup[]) {
        const byWatched = [...groups].sort((a, b) => b.watched - a.watched);
        this.groups = [all, ...byWatched.slice(0, kMost - 1)];
        const legend = make("div", { class: "legend" });
        legend.append(...this.groups.map((group, i) => make("span", {}, swatch(i), nameOf(group))));
        find("survival").append(
            make(
                "p",
                { class: "hint" },
                "Share still worth its cost so many blocks after the decision, same input, on real state (Kaplan-Meier), ",
                "as the run itself reported.",
            ),
            this.box,
            legend,
            scroller("Survival", this.table([all, ...byWatched]).element),
        );
        new ResizeObserver(() => this.fit(widthOf(this.box))).observe(this.box);
        onScheme(() => this.build());
        this.build();
    }

    private table(groups: SurvivalGroup[]): Table {
        const table = new Table("Share still open after so many blocks", [
            { title: "Pair and DEXes" },
            { title: "Watched", kind: "number" },
            ...[1, 2, 3, 5, 8].map((blocks) => ({ title: `+${blocks}`, kind: "number" as const })),
            { title: "Half-life", kind: "number" },
        ]);
        groups.forEach((group, place) => {
            const [name, watched, ...rest] = table.row(nameOf(group), place);
            write(name!, nameOf(group));
            write(watched!, count(group.watched));
            [1, 2, 3, 5, 8].forEach((blocks, i) => {
                const point = group.curve[blocks - 1];
                write(rest[i]!, point === undefined || point.at_risk === 0 ? "–" : percent(point.open_share));
            });
            write(rest[5]!, group.half_life_blocks === null ? "–" : `${group.half_life_blocks} blocks`);
        });
        return table;
    }

    private fit(width: number): void {
        if (width > 0) this.plot?.setSize({ width, height: kHeight });
    }

    private build(): void {
        this.plot?.destroy();
        const blocks = [0, 1, 2, 3, 4, 5, 6, 7, 8];
        const shares = this.groups.map(({ curve }) => [
            1,
            ...curve.map(({ at_risk, open_share }) => (at_risk > 0 ? open_share : null)),
        ]);
        const series = this.groups.map((_, i) => ({
            stroke: colour(i),
            width: i === 0 ? 3 : 1.5,
            dash: dash(i),
            paths: uPlot.paths.stepped!({ align: 1 }),
            points: { show: false },
        }));
        const options: uPlot.Options = {
            width: widthOf(this.box),
            height: kHeight,
            legend: { show: false },
            cursor: { drag: { x: false, y: false } },
            scales: { x: { time: false }, y: { range: [0, 1] } },
            axes: [
                { ...axis(), values: (_, marks) => marks.map((mark) => (Number.isInteger(mark) ? `+${mark}` : "")) },
                { ...axis(), size: 56, values: (_, marks) => marks.map(percent) },
            ],
            series: [{}, ...series],
        };
        this.plot = new uPlot(options, [blocks, ...shares] as uPlot.AlignedData, this.box);
    }
}
