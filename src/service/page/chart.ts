import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";

import { usd } from "./format";

export const kHeight = 280;
const kDashes = [[], [6, 3], [2, 3]];

const kPaperWidth = 700;

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
let isOnPaper = false;
const isDark = (): boolean => prefersDark.matches && !isOnPaper;

/// Called when charts have to be drawn anew: in other colours, or for paper and back.
export function onScheme(draw: () => void): void {
    prefersDark.addEventListener("change", draw);
    for (const [event, paper] of [["beforeprint", true], ["afterprint", false]] as const)
        addEventListener(event, () => {
            isOnPaper = paper;
            draw();
        });
}

export const widthOf = (box: HTMLElement): number => (isOnPaper ? kPaperWidth : box.clientWidth);

/// Of the curve at `place`, always the same.
export function colour(place: number, opacity = 1): string {
    const hue = (200 + place * 67) % 360;
    return isDark() ? `hsl(${hue} 75% 68% / ${opacity})` : `hsl(${hue} 75% 33% / ${opacity})`;
}

/// Four curves solid, four dashed, four dotted: colour alone does not tell twelve apart.
export const dash = (place: number): number[] => kDashes[Math.floor(place / 4) % kDashes.length]!;

export function swatch(place: number): HTMLElement {
    const element = document.createElement("i");
    element.setAttribute("aria-hidden", "true");
    const line = ["solid", "dashed", "dotted"][Math.floor(place / 4) % kDashes.length];
    element.style.borderTop = `3px ${line} ${colour(place)}`;
    return element;
}

/// "07:59:30", "07:59" or "11-28", as far as marks lie apart. Always UTC.
function utc(time: number, apart: number): string {
    const text = new Date(time * 1000).toISOString();
    return apart < 60 ? text.slice(11, 19) : apart < 43_200 ? text.slice(11, 16) : text.slice(5, 10);
}

function value(name: string): string {
    if (isOnPaper) return name === "--line" ? "#b9c2cb" : "#3a4550";
    return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export function axis(): uPlot.Axis {
    return { stroke: value("--faint"), grid: { stroke: value("--line"), width: 1 }, ticks: { show: false } };
}

/// Dollars over time.
export function moneyAxes(): uPlot.Axis[] {
    const clock = (_: uPlot, times: number[]) => times.map((time) => utc(time, times[1]! - times[0]!));
    const money = (_: uPlot, values: number[]) => values.map((net) => usd(net));
    return [{ ...axis(), values: clock, space: 72 }, { ...axis(), size: 76, values: money }];
}
