import { defineConfig } from "vite";
import { viteSingleFile } from "vite-plugin-singlefile";

// The page of `paper-trading report --html`: one file with all that it needs.
export default defineConfig({
    plugins: [viteSingleFile({ removeViteModuleLoader: true })],
    build: {
        outDir: "dist",
        emptyOutDir: false,
        target: "es2022",
        modulePreload: { polyfill: false },
        rollupOptions: { input: "report.html" },
    },
});
