import type { Pulse, Trade } from "./api";

const kReopenAfter = 1000;

export interface Listener {
    /// Connected; `anew` unless nothing was missed since the last time.
    onHello(anew: boolean): void;
    onPulse(pulse: Pulse): void;
    onTrade(trade: Trade): void;
    onOpportunity(): void;
    /// Other configurations from here on.
    onReload(): void;
    onEnd(): void;
    onLost(): void;
}

/// Listens to the daemon's events for good. The browser connects again by itself after a broken connection, but gives
/// up on an answer that is no stream, as while a daemon ends or a proxy has none behind it: then this tries again.
export function listen(listener: Listener): void {
    const source = new EventSource("/api/v1/events");
    const on = <T>(kind: string, react: (data: T) => void) =>
        source.addEventListener(kind, (event) => react(JSON.parse((event as MessageEvent<string>).data) as T));
    on<{ resumed: boolean }>("hello", (hello) => listener.onHello(!hello.resumed));
    on<Pulse>("block", (pulse) => listener.onPulse(pulse));
    on<Pulse>("status", (pulse) => listener.onPulse(pulse));
    on<Trade>("trade", (trade) => listener.onTrade(trade));
    on("opportunity", () => listener.onOpportunity());
    on("reload", () => listener.onReload());
    on("end", () => listener.onEnd());
    source.onerror = () => {
        listener.onLost();
        if (source.readyState === EventSource.CLOSED) setTimeout(() => listen(listener), kReopenAfter);
    };
}
