import { read, type Endpoint } from "./api";
import { find, scroller, Table, write } from "./dom";
import { count, words } from "./format";

function budgetOf({ units, units_per_day, units_per_month }: Endpoint["budget"]): string {
    const limits = [];
    if (units_per_day !== null) limits.push(`${count(units_per_day)} a day`);
    if (units_per_month !== null) limits.push(`${count(units_per_month)} a month`);
    return limits.length === 0 ? count(units) : `${count(units)} of ${limits.join(", ")}`;
}

/// The nodes that are asked, and how they do.
export class Endpoints {
    private readonly table = new Table("Endpoints", [
        { title: "Endpoint" },
        { title: "State" },
        { title: "Latency", kind: "number" },
        { title: "Behind", kind: "number" },
        { title: "Requests", kind: "number" },
        { title: "Failures", kind: "number" },
        { title: "Units" },
        { title: "Why" },
    ]);

    constructor() {
        find("endpoints").append(scroller("Endpoints", this.table.element));
    }

    async refresh(): Promise<void> {
        const { endpoints } = await read<{ endpoints: Endpoint[] }>("endpoints");
        endpoints.forEach((endpoint, place) => this.drawRow(endpoint, place));
        this.table.cut(endpoints.length);
    }

    private drawRow(endpoint: Endpoint, place: number): void {
        const [name, state, latency, behind, requests, failures, units, why] = this.table.row(String(place), place);
        const isWell = endpoint.state === "serving" || endpoint.state === "standby";
        write(name!, endpoint.name);
        write(state!, words(endpoint.state), isWell ? "gain" : "warn");
        write(latency!, endpoint.latency_ms === null ? "–" : `${endpoint.latency_ms} ms`);
        write(behind!, endpoint.behind === 0 ? "–" : `${endpoint.behind} blocks`);
        write(requests!, count(endpoint.requests));
        write(failures!, count(endpoint.failures));
        write(units!, budgetOf(endpoint.budget));
        write(why!, endpoint.reason === "" ? "–" : endpoint.reason);
    }
}
