import { defineConfig } from "vite";

// `npm run dev` serves the page from here and asks a running daemon for the rest: DAEMON=http://127.0.0.1:8137
const daemon = process.env["DAEMON"] ?? "http://127.0.0.1:8137";

export default defineConfig({
    build: {
        outDir: "dist",
        assetsDir: "assets",
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        cssCodeSplit: false,
        target: "es2022",
    },
    server: { host: "127.0.0.1", proxy: { "/api": daemon } },
});
