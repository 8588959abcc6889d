import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { read, type Curve, type Pulse } from "./api";
import { find, make } from "./dom";
import { usd } from "./format";

const kHeight = 280;
const kPoints = 500;
const kMostLivePoints = 4000;
const kDashes = [[], [6, 3], [2, 3]];

type Column = (number | null | undefined)[];
type Data = [number[], ...Column[]];

const isDark = matchMedia("(prefers-color-scheme: dark)");

function colour(place: number): string {
    const hue = (200 + place * 67) % 360;
    return isDark.matches ? `hsl(${hue} 75% 68%)` : `hsl(${hue} 75% 33%)`;
}

/// "07:59:30", "07:59" or "11-28", as far as marks lie apart. Always UTC.
function utc(time: number, apart: number): string {
    const text = new Date(time * 1000).toISOString();
    return apart < 60 ? text.slice(11, 19) : apart < 43_200 ? text.slice(11, 16) : text.slice(5, 10);
}

function value(name: string): string {
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

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
        isDark.addEventListener("change", () => this.build());
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
        const axis = { stroke: value("--faint"), grid: { stroke: value("--line"), width: 1 }, ticks: { show: false } };
        const clock = (_: uPlot, times: number[]) => times.map((time) => utc(time, times[1]! - times[0]!));
        const money = (_: uPlot, values: number[]) => values.map((net) => usd(net));
        const series = this.ids.map((id, i) => ({
            label: this.names.get(id) ?? id,
            show: !this.hidden.has(id),
            stroke: colour(i),
            width: 2,
            dash: kDashes[Math.floor(i / 4) % kDashes.length],
            paths: uPlot.paths.stepped!({ align: 1 }),
            points: { show: false },
            spanGaps: true,
        }));
        const options: uPlot.Options = {
            width: this.box.clientWidth,
            height: kHeight,
            legend: { show: false },
            cursor: { drag: { x: true, y: false } },
            axes: [{ ...axis, values: clock, space: 72 }, { ...axis, size: 76, values: money }],
            series: [{}, ...series],
        };
        this.plot = new uPlot(options, this.data, this.box);
        this.buildLegend();
    }

    private buildLegend(): void {
        const buttons = this.ids.map((id, i) => {
            const swatch = make("i", { "aria-hidden": "true" });
            swatch.style.borderTop = `3px ${i < 4 ? "solid" : i < 8 ? "dashed" : "dotted"} ${colour(i)}`;
            const button = make("button", { type: "button" }, swatch, this.names.get(id) ?? id);
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
