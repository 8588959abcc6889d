type Child = Node | string;
type Attributes = Record<string, string | undefined>;

/// An element with attributes and children. Text goes in as text, never as markup.
export function make<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    attributes: Attributes = {},
    ...children: Child[]
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes))
        if (value !== undefined) element.setAttribute(name, value);
    element.append(...children);
    return element;
}

export function find(id: string): HTMLElement {
    const element = document.getElementById(id);
    if (element === null) throw new Error(`no element ${id}`);
    return element;
}

/// Writes only what changed, so that selections and screen readers are left in peace.
export function write(element: HTMLElement, text: string, kind?: string): void {
    if (element.textContent !== text) element.textContent = text;
    if (kind !== undefined && element.className !== kind) element.className = kind;
}

export function writeList(list: HTMLElement, lines: string[]): void {
    if ([...list.children].map((item) => item.textContent).join("\n") === lines.join("\n")) return;
    list.replaceChildren(...lines.map((line) => make("li", {}, line)));
}

/// A box that scrolls by itself and can be scrolled by keyboard.
export function scroller(label: string, ...children: Child[]): HTMLDivElement {
    return make("div", { class: "scroller", tabindex: "0", role: "region", "aria-label": label }, ...children);
}

export interface Column {
    title: string;
    kind?: "number" | "text";
}

/// A table whose rows are kept by key and whose cells are written where they changed.
export class Table {
    readonly element: HTMLTableElement;
    private readonly body = make("tbody");
    private readonly rows = new Map<string, HTMLTableRowElement>();

    constructor(
        caption: string,
        private readonly columns: Column[],
    ) {
        const titles = columns.map((column) => make("th", { scope: "col", class: column.kind }, column.title));
        this.element = make(
            "table",
            {},
            make("caption", { class: "hidden" }, caption),
            make("thead", {}, make("tr", {}, ...titles)),
            this.body,
        );
    }

    /// The cells of the row at `place` named `key`, the first of which is its heading.
    row(key: string, place: number): HTMLTableCellElement[] {
        let row = this.rows.get(key);
        if (row === undefined) {
            const cells = this.columns.map((column, i) =>
                i === 0 ? make("th", { scope: "row" }) : make("td", { class: column.kind }),
            );
            row = make("tr", { "data-key": key }, ...cells);
            this.rows.set(key, row);
        }
        if (this.body.children[place] !== row) this.body.insertBefore(row, this.body.children[place] ?? null);
        return [...row.cells];
    }

    /// Takes out rows behind the first `length`.
    cut(length: number): void {
        while (this.body.children.length > length) {
            const last = this.body.lastElementChild as HTMLTableRowElement;
            this.rows.delete(last.dataset["key"] ?? "");
            last.remove();
        }
    }
}
