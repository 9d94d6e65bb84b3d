/** What is done to a dashboard, and how often. Counted in scans, never in time: a slow machine does the same. */
export interface SoakPlan {
  scans: number;
  /** a sample is taken after so many */
  sampleEvery: number;
  /** the first ones fill caches and are not judged */
  warmUp: number;
  killSshdEvery: number;
  restartDockerEvery: number;
  runEvery: number;
  unreachableEvery: number;
}

export const longSoak: SoakPlan = {
  scans: 2_000,
  sampleEvery: 100,
  warmUp: 100,
  killSshdEvery: 150,
  restartDockerEvery: 250,
  runEvery: 100,
  unreachableEvery: 20,
};

/** The bounded form for every day. Its first connection carries more scans than it may keep streams idle, so that one left behind by each is seen. */
export const shortSoak: SoakPlan = {
  scans: 50,
  sampleEvery: 16,
  warmUp: 18,
  killSshdEvery: 35,
  restartDockerEvery: 40,
  runEvery: 45,
  unreachableEvery: 25,
};

/** What is in the process after a forced collection, with the connection to the host open and idle. */
export interface Sample {
  scans: number;
  heapBytes: number;
  /** memory outside the heap, of which the buffers are a part */
  externalBytes: number;
  bufferBytes: number;
  residentBytes: number;
  descriptors: number;
  /** living objects by class, and what the application counts itself */
  living: Record<string, number>;
}

export interface SoakOutcome {
  plan: SoakPlan;
  samples: Sample[];
  /** before the first connection, and after the last one was closed by the pool: what is left must be the same */
  before: Sample;
  after: Sample;
  done: Record<string, number>;
  seconds: number;
}
