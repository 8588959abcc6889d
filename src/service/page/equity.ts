import uPlot from "uplot";

import { read, type Curve, type Pulse } from "./api";
import { colour, dash, kHeight, moneyAxes, onScheme, swatch } from "./chart";
import { find, make } from "./dom";

const kPoints = 500;
const kMostLivePoints = 4000;

type Column = (number | null | undefined)[];
type Data = [number[], ...Column[]];

/// Net over time of each configuration, going on with every block.
export class Equity {
    private readonly box = make("div", {
        class: "chart",
        role: "img",
        "aria-label": "Net in dollars over time (UTC) by configuration; the leaderboard has the figures",
    });
    private readonly legend = make("div", { class: "legend", role: "group", "aria-label": "Curves shown" });
    private readonly hidden = new Set<string>();
    private ids: string[] = [];
    private names = new Map<string, string>();
    private data: Data = [[]];
    private plot: uPlot | null = null;

    constructor() {
        find("equity").append(this.box, this.legend);
        new ResizeObserver(() => this.fit()).observe(this.box);
        onScheme(() => this.build());
    }

    async refresh(): Promise<void> {
        const { series } = await read<{ series: Curve[] }>(`equity?points=${kPoints}`);
        this.ids = series.map((curve) => curve.config);
        const tables = series.map(
            ({ points }) => [points.map((point) => point[0] / 1000), points.map((point) => point[2])] as uPlot.AlignedData,
        );
        this.data = (tables.length > 0 ? uPlot.join(tables) : [[]]) as Data;
        this.build();
    }

    /// One more point of each curve.
    add(pulse: Pulse): void {
        const names = new Map(pulse.configs.map((row) => [row.id, row.name]));
        const isNewName = pulse.configs.some((row) => this.names.get(row.id) !== row.name);
        this.names = names;
        if (isNewName) this.build();
        if (this.plot === null) return;
        const nets = new Map(pulse.configs.map((row) => [row.id, row.net_usd]));
        const time = Date.parse(pulse.made_at) / 1000;
        if (time <= (this.data[0].at(-1) ?? 0)) return;
        this.data[0].push(time);
        this.ids.forEach((id, i) => (this.data[i + 1] as Column).push(nets.get(id) ?? null));
        if (this.data[0].length > kMostLivePoints) for (const column of this.data) column.splice(0, column.length / 2);
        this.plot.setData(this.data);
    }

    private fit(): void {
        this.plot?.setSize({ width: this.box.clientWidth, height: kHeight });
    }

    private build(): void {
        this.plot?.destroy();
        this.plot = null;
        if (this.ids.length === 0) return;
        const series = this.ids.map((id, i) => ({
            label: this.names.get(id) ?? id,
            show: !this.hidden.has(id),
            stroke: colour(i),
            width: 2,
            dash: dash(i),
            paths: uPlot.paths.stepped!({ align: 1 }),
            points: { show: false },
            spanGaps: true,
        }));
        const options: uPlot.Options = {
            width: this.box.clientWidth,
            height: kHeight,
            legend: { show: false },
            cursor: { drag: { x: true, y: false } },
            axes: moneyAxes(),
            series: [{}, ...series],
        };
        this.plot = new uPlot(options, this.data, this.box);
        this.buildLegend();
    }

    private buildLegend(): void {
        const buttons = this.ids.map((id, i) => {
            const button = make("button", { type: "button" }, swatch(i), this.names.get(id) ?? id);
            button.setAttribute("aria-pressed", String(!this.hidden.has(id)));
            button.addEventListener("click", () => this.toggle(id, i, button));
            return button;
        });
        this.legend.replaceChildren(...buttons);
    }

    private toggle(id: string, place: number, button: HTMLButtonElement): void {
        const shows = this.hidden.has(id);
        if (shows) this.hidden.delete(id);
        else this.hidden.add(id);
        button.setAttribute("aria-pressed", String(shows));
        this.plot?.setSeries(place + 1, { show: shows });
    }
}
