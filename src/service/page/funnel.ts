import { read, type ConfigFunnel, type Row } from "./api";
import { find, make, write } from "./dom";
import { count, usd, words } from "./format";

interface Step {
    title: string;
    episodes: number;
    kind: string;
}

function stepsOf({ funnel }: ConfigFunnel): Step[] {
    const stopped = Object.entries(funnel.stopped).filter(([, episodes]) => episodes > 0);
    stopped.sort((a, b) => b[1] - a[1]);
    return [
        { title: "episodes seen", episodes: funnel.episodes, kind: "all" },
        ...stopped.map(([reason, episodes]) => ({ title: `stopped: ${words(reason)}`, episodes, kind: "stopped" })),
        { title: "acted on", episodes: funnel.acted, kind: "acted" },
    ];
}

/// Where the opportunities of one configuration end.
export class Funnel {
    private readonly select = make("select", { id: "funnel-config" });
    private readonly list = make("ol", { class: "bars" });
    private readonly miss = make("p", { class: "hint" });
    private funnels: ConfigFunnel[] = [];
    private names = "";

    constructor() {
        const label = make("label", { for: "funnel-config" }, "Configuration");
        find("funnel").append(make("div", { class: "tools" }, label, this.select), this.list, this.miss);
        this.select.addEventListener("change", () => this.draw());
    }

    name(rows: Row[]): void {
        const sorted = [...rows].sort((a, b) => a.name.localeCompare(b.name));
        const names = sorted.map((row) => `${row.id} ${row.name}`).join("\n");
        if (names === this.names) return;
        this.names = names;
        const chosen = this.select.value || (rows[0]?.id ?? "");
        this.select.replaceChildren(...sorted.map((row) => make("option", { value: row.id }, row.name)));
        this.select.value = rows.some((row) => row.id === chosen) ? chosen : (rows[0]?.id ?? "");
        this.draw();
    }

    async refresh(): Promise<void> {
        this.funnels = (await read<{ configs: ConfigFunnel[] }>("funnel")).configs;
        this.draw();
    }

    private draw(): void {
        const funnel = this.funnels.find(({ id }) => id === this.select.value);
        if (funnel === undefined) return;
        const steps = stepsOf(funnel);
        while (this.list.children.length > steps.length) this.list.lastElementChild!.remove();
        steps.forEach((step, i) => this.drawStep(step, i, funnel.funnel.episodes));
        const near = funnel.nearest_miss;
        if (near === undefined) return;
        write(
            this.miss,
            near === null
                ? "No miss so far."
                : `Nearest miss: ${near.route} at block ${count(near.block)}, net ${usd(near.net_usd)}, ` +
                      `stopped by ${words(near.reason)}` +
                      (near.lacked_usd > 0 ? `, ${usd(near.lacked_usd)} short.` : "."),
        );
    }

    private drawStep(step: Step, place: number, all: number): void {
        let item = this.list.children[place] as HTMLElement | undefined;
        if (item === undefined) {
            const bar = make("div", { class: "bar-track", "aria-hidden": "true" }, make("i"));
            item = make("li", {}, make("span"), make("span", { class: "number" }), bar);
            this.list.append(item);
        }
        const [title, episodes, track] = [...item.children] as [HTMLElement, HTMLElement, HTMLElement];
        item.className = step.kind;
        const share = all === 0 ? 0 : (step.episodes / all) * 100;
        write(title, step.title);
        write(episodes, `${count(step.episodes)}${step.kind === "all" ? "" : ` (${share.toFixed(1)} %)`}`);
        (track.firstElementChild as HTMLElement).style.width = `${share}%`;
    }
}
