import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** How the dashboard is built, and how `npm run dev` serves it beside a running Parley. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  server: {
    proxy: {
      '/api': { target: 'http://localhost:3000', ws: true },
      '/hooks': { target: 'http://localhost:3000', ws: true },
    },
  },
})
