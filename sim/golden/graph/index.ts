export {
  type GraphOptions,
  type GraphResult,
  type PreparedGraph,
  prepareGraph,
  runGraph,
} from './run-graph.ts';
