import { read, type Opportunity } from "./api";
import { find, make, Table, write } from "./dom";
import { count } from "./format";

const kAsked = 500;
const kBlocks = [1, 2, 3, 4, 5, 8, 12, 20, 50];

interface Span {
    blocks: number;
    hasEnded: boolean;
}

/// Share of episodes still open after each of `kBlocks`, by Kaplan and Meier: those still open count as long as they
/// were watched. Null where too few were watched that long.
export function survival(spans: Span[]): ({ share: number; atRisk: number } | null)[] {
    let share = 1;
    let blocks = 0;
    return kBlocks.map((until) => {
        while (blocks < until) {
            ++blocks;
            const atRisk = spans.filter((span) => span.blocks >= blocks).length;
            const ended = spans.filter((span) => span.hasEnded && span.blocks === blocks).length;
            if (atRisk > 0) share *= 1 - ended / atRisk;
        }
        const atRisk = spans.filter((span) => span.blocks >= until).length;
        return atRisk === 0 ? null : { share, atRisk };
    });
}

/// How long opportunities stay open.
export class Survival {
    private readonly table = new Table("Share of opportunities still open after so many blocks", [
        { title: "Open longer than" },
        { title: "Share", kind: "number" },
        { title: "" },
        { title: "Watched", kind: "number" },
    ]);
    private readonly hint = make("p", { class: "hint" });

    constructor() {
        this.table.element.classList.add("plain");
        find("survival").append(this.hint, this.table.element);
    }

    async refresh(head: number): Promise<void> {
        const { opportunities } = await read<{ opportunities: Opportunity[] }>(`opportunities?limit=${kAsked}`);
        const whole = opportunities.filter((opportunity) => !opportunity.left_censored);
        const spans = whole.map(({ is_open, first_block, last_block }) =>
            is_open
                ? { blocks: head - first_block, hasEnded: false }
                : { blocks: Math.max(1, last_block - first_block), hasEnded: true },
        );
        write(
            this.hint,
            `Of the newest ${count(spans.length)} opportunities whose beginning was seen. Those still open count for ` +
                "the blocks they were watched (Kaplan-Meier).",
        );
        survival(spans).forEach((step, place) => this.drawStep(kBlocks[place]!, place, step));
    }

    private drawStep(blocks: number, place: number, step: { share: number; atRisk: number } | null): void {
        const [title, share, bar, atRisk] = this.table.row(String(blocks), place);
        if (bar!.firstElementChild === null)
            bar!.append(make("div", { class: "bar-track", "aria-hidden": "true" }, make("i")));
        write(title!, blocks === 1 ? "1 block" : `${blocks} blocks`);
        write(share!, step === null ? "–" : `${(step.share * 100).toFixed(1)} %`);
        write(atRisk!, count(step?.atRisk ?? 0));
        (bar!.firstElementChild!.firstElementChild as HTMLElement).style.width = `${(step?.share ?? 0) * 100}%`;
    }
}
