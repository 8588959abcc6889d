import type { Row } from "./api";
import { find, make, scroller, Table, write } from "./dom";
import { count, sign, usd, words } from "./format";

/// What could have been: every fill model but the one that the old trader claimed.
const kModels = ["instant", "first_in_block", "survival", "survival_competition"];

interface Scale {
    low: number;
    high: number;
}

/// As of one moment, so that the mark cannot lie outside of it.
interface Band extends Scale {
    net: number;
}

function bandOf(row: Row): Band {
    const nets = kModels.map((model) => row.models_net_usd[model]).filter((net) => net !== undefined);
    return { low: Math.min(...nets), high: Math.max(...nets), net: row.net_usd };
}

function drawBand(cell: HTMLElement, band: Band, scale: Scale): void {
    let bar = cell.querySelector<HTMLElement>(".band");
    if (bar === null) {
        bar = make("div", { class: "band", "aria-hidden": "true" }, make("i"), make("b"));
        cell.replaceChildren(bar, make("span", { class: "range" }));
    }
    const width = scale.high - scale.low || 1;
    const at = (value: number) => ((value - scale.low) / width) * 100;
    const [range, mark] = [...bar.children] as [HTMLElement, HTMLElement];
    range.style.left = `${at(band.low)}%`;
    range.style.width = `${Math.max(0.5, at(band.high) - at(band.low))}%`;
    mark.style.left = `${at(band.net)}%`;
    write(cell.querySelector<HTMLElement>(".range")!, `${usd(band.low)} to ${usd(band.high)}`);
}

/// Configurations by net, each with the band between its worst and its best fill model.
export class Leaderboard {
    private readonly table = new Table("Configurations by net", [
        { title: "Configuration" },
        { title: "Net", kind: "number" },
        { title: "Band of fill models" },
        { title: "Drawdown", kind: "number" },
        { title: "Episodes", kind: "number" },
        { title: "Sent", kind: "number" },
        { title: "Filled", kind: "number" },
        { title: "Reverted", kind: "number" },
        { title: "Lost", kind: "number" },
        { title: "State" },
    ]);

    constructor() {
        find("leaderboard").append(
            make(
                "p",
                { class: "hint" },
                "Net is what is booked. The band runs from the worst to the best of the fill models on the same ",
                "actions; the mark is the net.",
            ),
            scroller("Leaderboard", this.table.element),
        );
    }

    show(rows: Row[]): void {
        rows.forEach((row, place) => this.showRow(row, place));
        this.table.cut(rows.length);
        this.showBands(rows);
    }

    private showRow(row: Row, place: number): void {
        const [name, net, , drawdown, episodes, sent, filled, reverted, lost, state] = this.table.row(row.id, place);
        write(name!, row.name);
        write(net!, usd(row.net_usd), `number ${sign(row.net_usd)}`);
        write(drawdown!, usd(row.drawdown_usd));
        write(episodes!, count(row.episodes));
        write(sent!, count(row.actions));
        write(filled!, count(row.filled));
        write(reverted!, count(row.reverted));
        write(lost!, count(row.lost));
        const flying = row.in_flight > 0 ? `${row.in_flight} in flight` : "running";
        if (row.state !== undefined) return write(state!, row.state);
        const why = row.pause === "paused_by_hand" ? words(row.pause) : `paused: ${words(row.pause ?? "")}`;
        write(state!, row.pause === null ? flying : why, row.pause === null ? "" : "warn");
    }

    private showBands(rows: Row[]): void {
        const scale = { low: 0, high: 0 };
        const bands = rows.map(bandOf);
        for (const band of bands) {
            scale.low = Math.min(scale.low, band.low, band.net);
            scale.high = Math.max(scale.high, band.high, band.net);
        }
        rows.forEach((row, place) => drawBand(this.table.row(row.id, place)[2]!, bands[place]!, scale));
    }
}
