const dollars = new Intl.NumberFormat("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const cents = new Intl.NumberFormat("en-US", { minimumFractionDigits: 4, maximumFractionDigits: 4 });
const counts = new Intl.NumberFormat("en-US");
const figures = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 6 });

/// "$181.33", "−$0.0008": four digits below ten cents, where two would say nothing. The sign is a minus sign.
export function usd(value: number): string {
    const size = Math.abs(value);
    if (size < 0.00005) return "$0.00";
    return `${value < 0 ? "−" : ""}$${(size < 0.1 ? cents : dollars).format(size)}`;
}

/// As `usd`, of a cost: what was paid, or a dash.
export function cost(value: number): string {
    return value === 0 ? "–" : value < 0.00005 ? "<$0.0001" : usd(value);
}

export const count = (value: number): string => counts.format(value);

export const figure = (value: number): string => figures.format(value);

export function seconds(milliseconds: number): string {
    if (milliseconds < 10_000) return `${(milliseconds / 1000).toFixed(1)} s`;
    if (milliseconds < 120_000) return `${Math.round(milliseconds / 1000)} s`;
    if (milliseconds < 7_200_000) return `${Math.round(milliseconds / 60_000)} min`;
    return `${Math.round(milliseconds / 3_600_000)} h`;
}

/// "11-28 07:48:17", always UTC.
export const moment = (time: string): string => time.slice(5, 19).replace("T", " ");

/// "min_profit" as "min profit".
export const words = (name: string): string => name.replaceAll("_", " ");

export const sign = (value: number): string => (value > 0 ? "gain" : value < 0 ? "loss" : "flat");
