// Written by scripts/api-types.mjs from the description of the API. Do not edit.
export interface paths {
  "/overview": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Overview'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/scan": {
    post: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          sizes?: "0" | "1";
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Report'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/whois": {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query: {
          name: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Whois'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/recording": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              file: string;
              collectedAt: string;
              sections: {
                known: number;
                all: number;
              };
              counts: Record<"name" | "id" | "address", number>;
              replaced: ({
                kind: "name" | "id" | "address";
                from: string;
                to: string;
              })[];
              differences: ({
                checkId: string;
                host: string;
                recording: string;
              })[];
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/measure": {
    post: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          kind?: string;
          object?: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Report'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/measure/stop": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              stopped: boolean;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/report": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Report'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/inside": {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query: {
          name: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Inside'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/events": {
    get: {
      parameters: {
        query?: {
          after?: string;
        };
      };
      responses: {
        200: {
          content: {
            "text/event-stream": components['schemas']['ChangeEvent'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/widget": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Widget'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']['Host'])[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            name: string;
            url: string;
            settings?: {
              sudo?: "none" | "nopasswd" | "password";
              dockerSocket?: (string) | (null);
              hostAccess?: "shell" | "helper" | "none";
              jump?: (string)[];
              agent?: boolean;
              legacyAlgorithms?: boolean;
              scanEveryMinutes?: number;
              tlsCa?: string | null;
              tlsCert?: string | null;
            };
            secrets?: {
              privateKey?: string;
              passphrase?: string;
              password?: string;
              sudoPassword?: string;
              tlsKey?: string;
            };
            jumpSecrets?: ({
              privateKey?: string;
              passphrase?: string;
              password?: string;
            })[];
            trust?: string | null;
            trustJumps?: (string)[];
            unreached?: boolean;
            madeKey?: (string) | (null);
          };
        };
      };
      responses: {
        201: {
          content: {
            "application/json": components['schemas']['AddedHost'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/test": {
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            name: string;
            url: string;
            settings?: {
              sudo?: "none" | "nopasswd" | "password";
              dockerSocket?: (string) | (null);
              hostAccess?: "shell" | "helper" | "none";
              jump?: (string)[];
              agent?: boolean;
              legacyAlgorithms?: boolean;
              scanEveryMinutes?: number;
              tlsCa?: string | null;
              tlsCert?: string | null;
            };
            secrets?: {
              privateKey?: string;
              passphrase?: string;
              password?: string;
              sudoPassword?: string;
              tlsKey?: string;
            };
            jumpSecrets?: ({
              privateKey?: string;
              passphrase?: string;
              password?: string;
            })[];
            trust?: string | null;
            trustJumps?: (string)[];
            unreached?: boolean;
            madeKey?: (string) | (null);
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/x-ndjson": (components['schemas']['HostCheck']) | (components['schemas']['LineProblem']);
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/keys": {
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            name: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            "application/json": {
              id: string;
              publicKey: string;
              command: string;
              restricted: string;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Host'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            name?: string;
            settings?: {
              sudo?: "none" | "nopasswd" | "password";
              dockerSocket?: (string) | (null);
              hostAccess?: "shell" | "helper" | "none";
              jump?: (string)[];
              agent?: boolean;
              legacyAlgorithms?: boolean;
              scanEveryMinutes?: number;
              tlsCa?: string | null;
              tlsCert?: string | null;
            };
            secrets?: {
              privateKey?: (string) | (null);
              passphrase?: (string) | (null);
              password?: (string) | (null);
              sudoPassword?: (string) | (null);
              tlsKey?: (string) | (null);
            };
            jumpSecrets?: ({
              privateKey?: (string) | (null);
              passphrase?: (string) | (null);
              password?: (string) | (null);
            })[];
            trust?: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Host'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          clean?: "0" | "1";
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['ArtifactReport'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/artifacts": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['ArtifactReport'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/leftovers": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['ArtifactReport'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/test": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/x-ndjson": (components['schemas']['HostCheck']) | (components['schemas']['LineProblem']);
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/actions": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']['ListedAction'])[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/plans": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            action: string;
            params?: Record<string, string>;
          };
        };
      };
      responses: {
        201: {
          content: {
            "application/json": components['schemas']['Plan'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/plans/{id}": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Plan'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/plans/{id}/script": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "text/x-shellscript": string;
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/plans/{id}/apply": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            confirm: string;
          };
        };
      };
      responses: {
        202: {
          content: {
            "application/json": components['schemas']['Run'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/runs": {
    get: {
      parameters: {
        query?: {
          host?: string;
          limit?: number;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']['Run'])[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/runs/{id}": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              id: string;
              planId: string;
              hostId: string;
              isDemo?: true;
              actionId: string;
              title: string;
              state: "starting" | "running" | "succeeded" | "failed" | "refused" | "cancelled" | "interrupted";
              startedBy: string;
              startedAt: string;
              endedAt: string | null;
              said: string | null;
              steps: (components['schemas']['RunStep'])[];
              notes: (string)[];
              checkpoint?: {
                phase: "copying" | "stopped" | "switched" | "kept" | "returning" | "left";
                at: string;
                said: string;
              };
              freedBytes: {
                estimated: components['schemas']['BytesFact'];
                measured: components['schemas']['BytesFact'];
              };
              space: ({
                when: string;
                availableBytes: number;
                usedBytes: number;
                at: string;
              })[];
              undo: ({
                until: string | null;
                actionId: string;
              }) | ({
                excuse: string;
              });
              receipt: (({
                state: "known";
                value: {
                  before: string;
                  after: string;
                  images: ({
                    state: "known";
                    value: {
                      unchanged: number;
                      byRun: number;
                      meanwhile: ({
                        difference: "added" | "removed" | "started" | "stopped" | "changed";
                        count: number;
                        names: (string)[];
                      })[];
                    };
                  }) | (components['schemas']['Unknown']);
                  containers: ({
                    state: "known";
                    value: {
                      unchanged: number;
                      byRun: number;
                      meanwhile: ({
                        difference: "added" | "removed" | "started" | "stopped" | "changed";
                        count: number;
                        names: (string)[];
                      })[];
                    };
                  }) | (components['schemas']['Unknown']);
                  volumes: ({
                    state: "known";
                    value: {
                      unchanged: number;
                      byRun: number;
                      meanwhile: ({
                        difference: "added" | "removed" | "started" | "stopped" | "changed";
                        count: number;
                        names: (string)[];
                      })[];
                    };
                  }) | (components['schemas']['Unknown']);
                  notDocker: (components['schemas']['BytesFact']) | (null);
                };
              }) | (components['schemas']['Unknown'])) | (null);
              directory: string | null;
              isVolatile: boolean;
              cursor: number;
              lastSeq: number;
              cancelRequested: boolean;
              worker?: {
                process: string;
                seenAt: string;
              };
              unreadable?: string;
              afterwards: {
                quarantined: ({
                  count: number;
                  bytes: components['schemas']['BytesFact'];
                  names: (string)[];
                }) | (null);
                restored: {
                  count: number;
                  runs: ({
                    id: string;
                    at: string;
                    by: string;
                  })[];
                };
                purged: {
                  count: number;
                  runs: ({
                    id: string;
                    at: string;
                    by: string;
                  })[];
                };
                gone: number;
                of: ({
                  id: string;
                  at: string;
                  by: string;
                })[];
              };
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/runs/{id}/migration-report": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              runId: string;
              host: string;
              title: string;
              state: string;
              startedAt: string;
              endedAt: string | null;
              before: string | null;
              after: string | null;
              dataRoot: {
                before: string | null;
                after: string | null;
              };
              driver: {
                before: string | null;
                after: string | null;
              };
              compared: ({
                title: string;
                said: string;
              })[];
              kinds: ({
                title: string;
                before: number;
                after: number;
                rows: ({
                  id: string;
                  name: string;
                  detail: string;
                  before: string;
                  after: string;
                  verdict: "same" | "changed" | "missing" | "new";
                })[];
                unknown: string | null;
              })[];
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/runs/{id}/migration-report/text": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "text/plain": string;
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/runs/{id}/events": {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          after?: number;
        };
      };
      responses: {
        200: {
          content: {
            "text/event-stream": components['schemas']['RunEvent'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/runs/{id}/cancel": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Run'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/runs/{id}/undo": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        202: {
          content: {
            "application/json": components['schemas']['Run'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/batches": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']['ListedBatch'])[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            hosts: (string)[];
            kind: "quarantine-leaked" | "free-leaked" | "purge-quarantine" | "build-cache" | "images";
          };
        };
      };
      responses: {
        202: {
          content: {
            "application/json": components['schemas']['Batch'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/batches/{id}": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Batch'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/batches/{id}/start": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            confirm: (string)[];
          };
        };
      };
      responses: {
        202: {
          content: {
            "application/json": components['schemas']['Batch'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/batches/{id}/cancel": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Batch'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/diagnose": {
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            texts: (string)[];
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Diagnosis'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/findings": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']['OpenFinding'])[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/findings/{key}/mute": {
    post: {
      parameters: {
        path: {
          key: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            host: string;
            reason: string;
            until: (string) | (null);
          };
        };
      };
      responses: {
        204: { content?: never };
        default: components['responses']['Problem'];
      };
    };
  };
  "/findings/{key}/unmute": {
    post: {
      parameters: {
        path: {
          key: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            host: string;
          };
        };
      };
      responses: {
        204: { content?: never };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/history": {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          from?: string;
          to?: string;
          step?: number;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['History'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/quarantine": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Quarantine'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/migration": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": ({
              runId: string;
              phase: "copying" | "stopped" | "switched" | "kept" | "returning" | "left";
              phaseAt: string;
              from: string;
              to: string;
              kept: ({
                what: "old-data-root" | "copy";
                path: string;
                bytes: number | null;
                since: string;
                runId: string;
                inUse: string;
                isThere: boolean;
              }) | (null);
              goOn: (components['schemas']['Offer']) | (null);
              goBack: (components['schemas']['Offer']) | (null);
              finish: (components['schemas']['Offer']) | (null);
            }) | (null);
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/protections": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            object: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Protection'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/protections/{object}": {
    delete: {
      parameters: {
        path: {
          id: string;
          object: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": components['schemas']['Protection'];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/forecast": {
    get: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": ({
              madeAt: string;
              day: number;
              capacityBytes: number;
              mountPoint?: string;
              usual: ({
                state: "too-early";
                days: number;
                needed: number;
              }) | ({
                state: "known";
                bytesPerDay: number;
                fullWithin7: number;
                fullWithin30: number;
                days: {
                  early: number | null;
                  likely: number | null;
                  late: number | null;
                };
                in7: {
                  low: number;
                  middle: number;
                  high: number;
                };
                in30: {
                  low: number;
                  middle: number;
                  high: number;
                };
                sinceDay: number;
                hasChanged: boolean;
                isFlat: boolean;
              });
              uncleaned: ({
                state: "too-early";
                days: number;
                needed: number;
              }) | ({
                state: "known";
                bytesPerDay: number;
                fullWithin7: number;
                fullWithin30: number;
                days: {
                  early: number | null;
                  likely: number | null;
                  late: number | null;
                };
                in7: {
                  low: number;
                  middle: number;
                  high: number;
                };
                in30: {
                  low: number;
                  middle: number;
                  high: number;
                };
                sinceDay: number;
                hasChanged: boolean;
                isFlat: boolean;
              });
              driver: ({
                row: string;
                bytesPerDay: number;
              }) | (null);
              record: ({
                days: (7) | (30);
                scored: number;
                inBand: number;
                medianError: number;
              })[];
            }) | (null);
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/growth": {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          days?: number;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": ({
              from: string;
              grown: ({
                owner: string;
                kind: "volume" | "image" | "container" | "build-cache" | "leak";
                bytes: number;
                nowBytes: number;
                isNew: boolean;
              })[];
            }) | (null);
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/history/export": {
    get: {
      parameters: {
        path: {
          id: string;
        };
        query?: {
          from?: string;
          to?: string;
          step?: number;
          owners?: "0" | "1";
        };
      };
      responses: {
        200: {
          content: {
            "text/csv": string;
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/jobs": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": ({
              key: string;
              kind: string;
              title: string;
              host: ({
                id: string;
                name: string;
              }) | (null);
              state: "waiting" | "running" | "held";
              failures: number;
              nextAt: string | null;
              lastBegunAt: string | null;
              lastEndedAt: string | null;
              tookMs: number | null;
              problem: string | null;
            })[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/jobs/{change}": {
    post: {
      parameters: {
        path: {
          change: "run" | "pause" | "resume" | "cancel";
        };
      };
      requestBody: {
        content: {
          "application/json": {
            key: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": ({
              key: string;
              kind: string;
              title: string;
              host: ({
                id: string;
                name: string;
              }) | (null);
              state: "waiting" | "running" | "held";
              failures: number;
              nextAt: string | null;
              lastBegunAt: string | null;
              lastEndedAt: string | null;
              tookMs: number | null;
              problem: string | null;
            })[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/hosts/{id}/scan-interval": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            minutes: number;
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": ({
              key: string;
              kind: string;
              title: string;
              host: ({
                id: string;
                name: string;
              }) | (null);
              state: "waiting" | "running" | "held";
              failures: number;
              nextAt: string | null;
              lastBegunAt: string | null;
              lastEndedAt: string | null;
              tookMs: number | null;
              problem: string | null;
            })[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/schedules": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": ({
              id: string;
              hostId: string;
              name: string;
              kind: "scan" | "prune-containers" | "prune-images" | "prune-build-cache" | "prune-volumes" | "prune-networks" | "quarantine-leaked" | "purge-quarantine" | "btrfs-scrub" | "btrfs-balance" | "trim-loopback";
              cron: string;
              zone: string;
              window: ({
                from: string;
                to: string;
              }) | (null);
              onlyIfFreeBelow: number | null;
              isPaused: boolean;
              createdAt: string;
              approval: {
                by: string;
                at: string;
                actionId: string | null;
                params: Record<string, string>;
                meaning: string;
                meaningVersion: number;
                mostObjects: number;
                mostBytes: number | null;
                identity: {
                  machineId: string | null;
                  engineId: string | null;
                  dataRootFsid: string | null;
                };
              };
              lastSlot: string | null;
              outcomes: ({
                slot: string;
                at: string;
                state: "done" | "begun" | "skipped" | "missed" | "failed" | "waiting";
                said: string;
                planId: string | null;
                runId: string | null;
              })[];
              hostName: string;
              words: string;
              nextAt: string | null;
              needsApproval: string | null;
              unreadable: string | null;
            })[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            name: string;
            host: string;
            kind: "scan" | "prune-containers" | "prune-images" | "prune-build-cache" | "prune-volumes" | "prune-networks" | "quarantine-leaked" | "purge-quarantine" | "btrfs-scrub" | "btrfs-balance" | "trim-loopback";
            when: string;
            zone?: string;
            window?: ({
              from: string;
              to: string;
            }) | (null);
            keepLabel?: string;
            minAgeHours?: number;
            onlyIfFreeBelow?: (number) | (null);
            mostObjects?: number;
            mostBytes?: (number) | (null);
            confirm?: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            "application/json": {
              id: string;
              hostId: string;
              name: string;
              kind: "scan" | "prune-containers" | "prune-images" | "prune-build-cache" | "prune-volumes" | "prune-networks" | "quarantine-leaked" | "purge-quarantine" | "btrfs-scrub" | "btrfs-balance" | "trim-loopback";
              cron: string;
              zone: string;
              window: ({
                from: string;
                to: string;
              }) | (null);
              onlyIfFreeBelow: number | null;
              isPaused: boolean;
              createdAt: string;
              approval: {
                by: string;
                at: string;
                actionId: string | null;
                params: Record<string, string>;
                meaning: string;
                meaningVersion: number;
                mostObjects: number;
                mostBytes: number | null;
                identity: {
                  machineId: string | null;
                  engineId: string | null;
                  dataRootFsid: string | null;
                };
              };
              lastSlot: string | null;
              outcomes: ({
                slot: string;
                at: string;
                state: "done" | "begun" | "skipped" | "missed" | "failed" | "waiting";
                said: string;
                planId: string | null;
                runId: string | null;
              })[];
              hostName: string;
              words: string;
              nextAt: string | null;
              needsApproval: string | null;
              unreadable: string | null;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/schedules/preview": {
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            name: string;
            host: string;
            kind: "scan" | "prune-containers" | "prune-images" | "prune-build-cache" | "prune-volumes" | "prune-networks" | "quarantine-leaked" | "purge-quarantine" | "btrfs-scrub" | "btrfs-balance" | "trim-loopback";
            when: string;
            zone?: string;
            window?: ({
              from: string;
              to: string;
            }) | (null);
            keepLabel?: string;
            minAgeHours?: number;
            onlyIfFreeBelow?: (number) | (null);
            mostObjects?: number;
            mostBytes?: (number) | (null);
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              words: string;
              meaning: string;
              next: (string)[];
              scannedAt: string | null;
              steps: ({
                title: string;
                bytes: number | null;
              })[];
              moreSteps: number;
              skipped: number;
              blocked: string | null;
              exceedsBound: string | null;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/schedules/{id}/approve": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            confirm?: string;
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              id: string;
              hostId: string;
              name: string;
              kind: "scan" | "prune-containers" | "prune-images" | "prune-build-cache" | "prune-volumes" | "prune-networks" | "quarantine-leaked" | "purge-quarantine" | "btrfs-scrub" | "btrfs-balance" | "trim-loopback";
              cron: string;
              zone: string;
              window: ({
                from: string;
                to: string;
              }) | (null);
              onlyIfFreeBelow: number | null;
              isPaused: boolean;
              createdAt: string;
              approval: {
                by: string;
                at: string;
                actionId: string | null;
                params: Record<string, string>;
                meaning: string;
                meaningVersion: number;
                mostObjects: number;
                mostBytes: number | null;
                identity: {
                  machineId: string | null;
                  engineId: string | null;
                  dataRootFsid: string | null;
                };
              };
              lastSlot: string | null;
              outcomes: ({
                slot: string;
                at: string;
                state: "done" | "begun" | "skipped" | "missed" | "failed" | "waiting";
                said: string;
                planId: string | null;
                runId: string | null;
              })[];
              hostName: string;
              words: string;
              nextAt: string | null;
              needsApproval: string | null;
              unreadable: string | null;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/schedules/{id}/pause": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            paused: boolean;
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              id: string;
              hostId: string;
              name: string;
              kind: "scan" | "prune-containers" | "prune-images" | "prune-build-cache" | "prune-volumes" | "prune-networks" | "quarantine-leaked" | "purge-quarantine" | "btrfs-scrub" | "btrfs-balance" | "trim-loopback";
              cron: string;
              zone: string;
              window: ({
                from: string;
                to: string;
              }) | (null);
              onlyIfFreeBelow: number | null;
              isPaused: boolean;
              createdAt: string;
              approval: {
                by: string;
                at: string;
                actionId: string | null;
                params: Record<string, string>;
                meaning: string;
                meaningVersion: number;
                mostObjects: number;
                mostBytes: number | null;
                identity: {
                  machineId: string | null;
                  engineId: string | null;
                  dataRootFsid: string | null;
                };
              };
              lastSlot: string | null;
              outcomes: ({
                slot: string;
                at: string;
                state: "done" | "begun" | "skipped" | "missed" | "failed" | "waiting";
                said: string;
                planId: string | null;
                runId: string | null;
              })[];
              hostName: string;
              words: string;
              nextAt: string | null;
              needsApproval: string | null;
              unreadable: string | null;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/schedules/{id}/run": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        202: {
          content: {
            "application/json": ({
              id: string;
              hostId: string;
              name: string;
              kind: "scan" | "prune-containers" | "prune-images" | "prune-build-cache" | "prune-volumes" | "prune-networks" | "quarantine-leaked" | "purge-quarantine" | "btrfs-scrub" | "btrfs-balance" | "trim-loopback";
              cron: string;
              zone: string;
              window: ({
                from: string;
                to: string;
              }) | (null);
              onlyIfFreeBelow: number | null;
              isPaused: boolean;
              createdAt: string;
              approval: {
                by: string;
                at: string;
                actionId: string | null;
                params: Record<string, string>;
                meaning: string;
                meaningVersion: number;
                mostObjects: number;
                mostBytes: number | null;
                identity: {
                  machineId: string | null;
                  engineId: string | null;
                  dataRootFsid: string | null;
                };
              };
              lastSlot: string | null;
              outcomes: ({
                slot: string;
                at: string;
                state: "done" | "begun" | "skipped" | "missed" | "failed" | "waiting";
                said: string;
                planId: string | null;
                runId: string | null;
              })[];
              hostName: string;
              words: string;
              nextAt: string | null;
              needsApproval: string | null;
              unreadable: string | null;
            })[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/schedules/{id}": {
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": ({
              id: string;
              hostId: string;
              name: string;
              kind: "scan" | "prune-containers" | "prune-images" | "prune-build-cache" | "prune-volumes" | "prune-networks" | "quarantine-leaked" | "purge-quarantine" | "btrfs-scrub" | "btrfs-balance" | "trim-loopback";
              cron: string;
              zone: string;
              window: ({
                from: string;
                to: string;
              }) | (null);
              onlyIfFreeBelow: number | null;
              isPaused: boolean;
              createdAt: string;
              approval: {
                by: string;
                at: string;
                actionId: string | null;
                params: Record<string, string>;
                meaning: string;
                meaningVersion: number;
                mostObjects: number;
                mostBytes: number | null;
                identity: {
                  machineId: string | null;
                  engineId: string | null;
                  dataRootFsid: string | null;
                };
              };
              lastSlot: string | null;
              outcomes: ({
                slot: string;
                at: string;
                state: "done" | "begun" | "skipped" | "missed" | "failed" | "waiting";
                said: string;
                planId: string | null;
                runId: string | null;
              })[];
              hostName: string;
              words: string;
              nextAt: string | null;
              needsApproval: string | null;
              unreadable: string | null;
            })[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/audit": {
    get: {
      parameters: {
        query?: {
          before?: number;
          limit?: number;
          host?: string;
          actor?: string;
          action?: string;
          from?: string;
          to?: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": (components['schemas']['AuditEntry'])[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/audit/export": {
    get: {
      parameters: {
        query?: {
          format?: "csv" | "json";
          host?: string;
          actor?: string;
          action?: string;
          from?: string;
          to?: string;
        };
      };
      responses: {
        200: {
          content: {
            "text/csv": string;
            "application/json": (components['schemas']['AuditEntry'])[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/channels": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": ({
              id: string;
              name: string;
              kind: string;
              kindTitle: string;
              settings: Record<string, string>;
              secrets: (string)[];
              rules: {
                isEnabled: boolean;
                minimumSeverity: "critical" | "warning" | "info";
                kinds: ("finding" | "leak-growing" | "forecast" | "host-unreachable" | "schedule-missed" | "backup-old" | "run-failed" | "run-finished")[];
                hosts?: (string)[];
                ignoresQuietHours: boolean;
              };
              health: {
                lastSuccessAt: string | null;
                lastFailureAt: string | null;
                lastFailure: string | null;
                failures: number;
                retryAt: string | null;
                sentTotal: number;
                failedTotal: number;
              };
              waiting: number;
              failed: number;
              unreadable: string | null;
            })[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            name: string;
            values: Record<string, string>;
            rules: {
              isEnabled?: boolean;
              minimumSeverity?: "critical" | "warning" | "info";
              kinds?: ("finding" | "leak-growing" | "forecast" | "host-unreachable" | "schedule-missed" | "backup-old" | "run-failed" | "run-finished")[];
              hosts?: ((string)[]) | (null);
              ignoresQuietHours?: boolean;
            };
            kind: string;
          };
        };
      };
      responses: {
        201: {
          content: {
            "application/json": {
              id: string;
              name: string;
              kind: string;
              kindTitle: string;
              settings: Record<string, string>;
              secrets: (string)[];
              rules: {
                isEnabled: boolean;
                minimumSeverity: "critical" | "warning" | "info";
                kinds: ("finding" | "leak-growing" | "forecast" | "host-unreachable" | "schedule-missed" | "backup-old" | "run-failed" | "run-finished")[];
                hosts?: (string)[];
                ignoresQuietHours: boolean;
              };
              health: {
                lastSuccessAt: string | null;
                lastFailureAt: string | null;
                lastFailure: string | null;
                failures: number;
                retryAt: string | null;
                sentTotal: number;
                failedTotal: number;
              };
              waiting: number;
              failed: number;
              unreadable: string | null;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/channels/{id}": {
    patch: {
      parameters: {
        path: {
          id: string;
        };
      };
      requestBody: {
        content: {
          "application/json": {
            name?: string;
            values?: Record<string, string>;
            rules?: {
              isEnabled?: boolean;
              minimumSeverity?: "critical" | "warning" | "info";
              kinds?: ("finding" | "leak-growing" | "forecast" | "host-unreachable" | "schedule-missed" | "backup-old" | "run-failed" | "run-finished")[];
              hosts?: ((string)[]) | (null);
              ignoresQuietHours?: boolean;
            };
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              id: string;
              name: string;
              kind: string;
              kindTitle: string;
              settings: Record<string, string>;
              secrets: (string)[];
              rules: {
                isEnabled: boolean;
                minimumSeverity: "critical" | "warning" | "info";
                kinds: ("finding" | "leak-growing" | "forecast" | "host-unreachable" | "schedule-missed" | "backup-old" | "run-failed" | "run-finished")[];
                hosts?: (string)[];
                ignoresQuietHours: boolean;
              };
              health: {
                lastSuccessAt: string | null;
                lastFailureAt: string | null;
                lastFailure: string | null;
                failures: number;
                retryAt: string | null;
                sentTotal: number;
                failedTotal: number;
              };
              waiting: number;
              failed: number;
              unreadable: string | null;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
    delete: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        204: { content?: never };
        default: components['responses']['Problem'];
      };
    };
  };
  "/channels/{id}/test": {
    post: {
      parameters: {
        path: {
          id: string;
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              sent: boolean;
              why: string | null;
              notSent: (string)[];
              lastSuccessAt: string | null;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/alert-settings": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": {
              quietHours: ({
                from: string;
                to: string;
                zone: string;
              }) | (null);
              criticalInQuietHours: boolean;
              remindAfterHours: (number) | (null);
              backupDays: (number) | (null);
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
    patch: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            quietHours: ({
              from: string;
              to: string;
              zone: string;
            }) | (null);
            criticalInQuietHours: boolean;
            remindAfterHours: (number) | (null);
            backupDays: (number) | (null);
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/json": {
              quietHours: ({
                from: string;
                to: string;
                zone: string;
              }) | (null);
              criticalInQuietHours: boolean;
              remindAfterHours: (number) | (null);
              backupDays: (number) | (null);
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/deliveries": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": ({
              channelId: string;
              channelName: string;
              messageId: string;
              revision: number;
              state: "waiting" | "held" | "sent" | "merged" | "replaced" | "failed" | "skipped";
              severity: "critical" | "warning" | "info";
              title: string;
              createdAt: string;
              attempts: number;
              problem: string | null;
              retryAt: string | null;
            })[];
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/deliveries/retry": {
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            channelId: string;
            messageId: string;
            revision: number;
          };
        };
      };
      responses: {
        204: { content?: never };
        default: components['responses']['Problem'];
      };
    };
  };
  "/backup": {
    post: {
      parameters: {};
      requestBody: {
        content: {
          "application/json": {
            passphrase: string;
            withKey?: boolean;
          };
        };
      };
      responses: {
        200: {
          content: {
            "application/octet-stream": string;
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
  "/openapi.json": {
    get: {
      parameters: {};
      responses: {
        200: {
          content: {
            "application/json": {
              openapi: string;
            };
          };
        };
        default: components['responses']['Problem'];
      };
    };
  };
}
export interface components {
  schemas: {
    Overview: {
      cards: (components['schemas']['HostCard'])[];
      totals: {
        hosts: number;
        reachable: number;
        leakedBytes: number;
        leakedIsExact: boolean;
        leakUnknownHosts: number;
        reclaimable: components['schemas']['Reclaimable'];
        quarantinedBytes: number;
        quarantinedIsExact: boolean;
        critical: number;
        warning: number;
        info: number;
      };
    };
    HostCard: {
      id: string;
      name: string;
      url: string;
      state: {
        state: "never" | "reachable" | "unreachable" | "scanning";
        at: string | null;
        problem: ({
          code: string;
          step: string;
          userMessage: string;
        }) | (null);
      };
      collectedAt: string | null;
      asleep: ({
        since: string;
        scans: number;
        usedMeanwhile: number;
      }) | (null);
      platformTitle: string | null;
      storageDriver: string | null;
      backingFilesystem: string | null;
      engineVersion: string | null;
      dataRootFilesystem: (components['schemas']['FilesystemUsage']) | (null);
      ledger: (components['schemas']['LedgerRow'])[];
      leaked: ({
        state: "known";
        value: {
          bytes: number;
          count: number;
          exact: boolean;
          layers: {
            bytes: number;
            count: number;
          };
          nested: {
            bytes: number;
            count: number;
          };
          unproven: number;
        };
      }) | (components['schemas']['Unknown']);
      findings: {
        critical: number;
        warning: number;
        info: number;
      };
      reclaimable: (components['schemas']['Reclaimable']) | (null);
      worst: (components['schemas']['Finding']) | (null);
      offers: (components['schemas']['Offer'])[];
    };
    FilesystemUsage: {
      id: string;
      roles: ("data-root" | "containerd-root" | "volumes" | "system" | "loop-backing")[];
      type: string;
      source: string;
      mountPoint: string;
      device: string;
      totalBytes: number;
      usedBytes: number;
      freeBytes: number;
      inodesTotal: number | null;
      inodesUsed: number | null;
      isReadOnly: boolean;
      isNetwork: boolean;
    };
    LedgerRow: {
      filesystem: string;
      row: "image-layers" | "compressed-copies" | "writable-layers" | "volumes" | "build-cache" | "container-logs" | "deleted-files" | "leaked-layers" | "unproven-leases" | "unfinished-transfers" | "other-containerd-users" | "nested-docker" | "quarantine" | "abandoned-stores" | "unused-data-roots" | "hidden-data" | "docker-other" | "not-docker" | "filesystem-overhead" | "unaccounted";
      bytes: components['schemas']['BytesFact'];
      exact: boolean;
      how: string;
      measuredAt: string | null;
      objects: number | null;
    };
    BytesFact: ({
      state: "known";
      value: number;
    }) | (components['schemas']['Unknown']);
    Unknown: {
      state: "unknown";
      reason: "not-collected" | "no-capability" | "permission-denied" | "tool-missing" | "timed-out" | "unparseable" | "truncated";
      detail: string;
    };
    Reclaimable: {
      totalBytes: number;
      exact: boolean;
      atLeast: boolean;
      parts: ({
        kind: "leaked-layers" | "nested-docker" | "quarantine" | "build-cache" | "images" | "containers" | "container-logs" | "volumes" | "deleted-files" | "unused-data-roots" | "abandoned-stores";
        bytes: number;
        exact: boolean;
        atLeast: boolean;
        objects: number;
      })[];
      unknown: ({
        kind: "leaked-layers" | "nested-docker" | "quarantine" | "build-cache" | "images" | "containers" | "container-logs" | "volumes" | "deleted-files" | "unused-data-roots" | "abandoned-stores";
        detail: string;
      })[];
    };
    Finding: {
      key: string;
      checkId: string;
      severity: "critical" | "warning" | "info";
      subject: components['schemas']['ObjectRef'];
      title: string;
      detail: string;
      evidence: {
        command: string | null;
        columns: (string)[];
        rows: ((string)[])[];
      };
      fills?: ({
        label: string;
        usedBytes: number;
        totalBytes: number;
      })[];
      reclaimable?: {
        bytes: number;
        exact: boolean;
      };
      remedies: (components['schemas']['Offer'])[];
      docs?: string;
    };
    ObjectRef: {
      kind: "host" | "engine" | "filesystem" | "data-root" | "pool" | "device" | "volume" | "container" | "image" | "layer" | "subvolume" | "store" | "file";
      id: string;
      label: string;
    };
    Offer: {
      actionId: string;
      params: Record<string, string>;
      label: string;
      consequence: string;
      effect: "frees-now" | "frees-later" | "restores" | "repairs" | "maintains";
      amount: ({
        bytes: number;
        exact: boolean;
      }) | (null);
      freesAt: string | null;
      reversible: boolean;
      blocked: ({
        kind: "refused" | "unreachable" | "not-judged";
        reason: string;
        instead: (({
          label: string;
          actionId: string;
          params: Record<string, string>;
        }) | ({
          label: string;
          tab: string;
        })) | (null);
      }) | (null);
    };
    Report: {
      host: {
        id: string;
        name: string;
        url: string;
      };
      collectedAt: string;
      identity: components['schemas']['HostIdentity'];
      cost: {
        wallMs: number;
        roundTrips: number;
        engineRequests: number;
        bytes: number;
        remoteCpuMs: number | null;
      };
      sections: Record<"platform" | "mounts" | "namespaceMounts" | "filesystems" | "daemonConfiguration" | "daemonProcesses" | "engine" | "containers" | "images" | "volumes" | "networks" | "buildCache" | "dataRoot" | "driverDirectories" | "layerdb" | "imagedb" | "buildkitSnapshots" | "containersOnDisk" | "volumesOnDisk" | "btrfs" | "btrfsUsage" | "quarantine" | "deletedFiles" | "otherDataRoots" | "hiddenData" | "containerd" | "btrfsHealth" | "loopDevices" | "bootConfiguration" | "thinPools" | "zfs" | "mdArrays" | "kernelFeatures" | "xfsFormats" | "storageQuotas" | "dockerDiskUsage" | "pasted" | "logLines" | "kernelLog" | "migrations" | "moveTargets" | "imageBackups" | "leaks" | "layers" | "subvolumes" | "ledger", ({
        state: "known";
      }) | ({
        state: "unknown";
        reason: string;
        detail: string;
      })>;
      engine: ({
        version: string;
        apiVersion: string;
        storageDriver: string;
        backingFilesystem: string | null;
        imageStore: "graphdriver" | "containerd";
        driverStatus: ([string, string])[];
        kernel: string;
        os: string;
        dataRoot: string;
      }) | (components['schemas']['Unknown']);
      platform: ({
        id: "debian" | "fedora" | "alpine" | "synology-dsm" | "qnap" | "unraid" | "truenas-scale" | "openmediavault" | "generic-linux";
        init: "systemd" | "synology" | "openrc" | "sysv" | "unraid" | "none";
        title: string;
        hostname: string;
        kernel: string;
        asRoot: boolean;
      }) | (components['schemas']['Unknown']);
      filesystems: (components['schemas']['FilesystemUsage'])[];
      ledger: (components['schemas']['LedgerRow'])[];
      leaks: (components['schemas']['Leak'])[];
      leakedLeaseBytes: components['schemas']['BytesFact'];
      layers: (components['schemas']['Layer'])[];
      subvolumes: (components['schemas']['Subvolume'])[];
      volumes: (components['schemas']['Volume'])[];
      dockerSays: ({
        what: "images" | "containers" | "volumes" | "build-cache";
        dockerBytes: components['schemas']['BytesFact'];
        diskBytes: components['schemas']['BytesFact'];
        note?: string;
        wrongUntil?: string;
      })[];
      deletedFiles: (components['schemas']['DeletedFile'])[];
      otherDataRoots: (components['schemas']['OtherDataRoot'])[];
      hiddenData: (components['schemas']['HiddenData'])[];
      refusals: ({
        code: string;
        excuse: string;
      })[];
      pinningSnapshots: ({
        path: string;
        uuid: string;
        label: string;
      })[];
      unreferenced: ({
        quarantine: number;
        docker: number;
        stopped: number;
        volume: number;
        unproven: number;
        total: number;
        words: string | null;
      }) | (null);
      reclaimable: components['schemas']['Reclaimable'];
      findings: (components['schemas']['Finding'])[];
      checks: ({
        id: string;
        title: string;
        status: "pass" | "fail" | "unknown" | "not-applicable" | "error";
        why: string;
      })[];
    };
    HostIdentity: {
      machineId: ({
        state: "known";
        value: string;
      }) | (components['schemas']['Unknown']);
      engineId: ({
        state: "known";
        value: string;
      }) | (components['schemas']['Unknown']);
      dataRoot: ({
        state: "known";
        value: string;
      }) | (components['schemas']['Unknown']);
      dataRootFsid: ({
        state: "known";
        value: string;
      }) | (components['schemas']['Unknown']);
    };
    Leak: {
      kind: "btrfs-subvolume" | "overlay2-directory" | "vfs-directory" | "other-driver-directory" | "unreachable-layer" | "leaked-container-layer" | "stale-removing-layer" | "nested-docker-root" | "abandoned-store" | "containerd-lease";
      name: string;
      path: string;
      subvolume: ({
        id: number;
        uuid: string;
      }) | (null);
      owner: ({
        kind: "volume";
        id: string;
      }) | (null);
      bytes: components['schemas']['BytesFact'];
      proof: ({
        source: string;
        checked: string;
        against?: true;
      })[];
      nested: ({
        path: string;
        id: number;
        uuid: string;
        depth: number;
      })[];
      state: "orphan" | "too-young" | "unconfirmed" | "other-data-root" | "unfinished";
      since: string | null;
      removableLive: boolean;
      hides?: {
        containers: (string)[];
        volumes: (string)[];
      };
      identity: string | null;
    };
    Layer: {
      name: string;
      path: string;
      kind: "image" | "container" | "init" | "build-cache" | "orphan" | "leased" | "other" | "unknown";
      images: (string)[];
      containers: (string)[];
      bytes: components['schemas']['BytesFact'];
      bornSeconds: number | null;
      state: ("orphan" | "too-young" | "unconfirmed" | "other-data-root" | "unfinished") | (null);
      lease?: string;
      detail: string;
    };
    Subvolume: {
      id: number;
      uuid: string;
      parentUuid: string | null;
      path: string;
      topLevel: number;
      readOnly: boolean;
      owner: {
        kind: "image" | "container" | "container-init" | "build-cache" | "nested-docker" | "orphan" | "docker-other" | "not-docker" | "unknown";
        label: string;
      };
      exclusiveBytes: components['schemas']['BytesFact'];
      referencedBytes: components['schemas']['BytesFact'];
      filesystem: string;
      createdSeconds: number | null;
    };
    Volume: {
      name: string;
      anonymous: boolean;
      driver: string;
      mountpoint: string;
      usedBy: (string)[];
      usersKnown: boolean;
      labels: Record<string, string>;
      bytes: components['schemas']['BytesFact'];
      nestedDocker: ({
        state: "known";
        value: ({
          driver: string;
          subvolumes: number;
        }) | (null);
      }) | (components['schemas']['Unknown']);
      deletable: ({
        ok: true;
      }) | ({
        excuse: string;
      });
      knownAs: string | null;
    };
    DeletedFile: {
      path: string | null;
      bytes: number;
      filesystem: string | null;
      mountPoint: string | null;
      layer: string | null;
      holders: ({
        pid: number;
        command: string;
        kind: "container" | "docker" | "process";
        container: ({
          id: string;
          name: string;
        }) | (null);
      })[];
      count: number;
    };
    OtherDataRoot: {
      path: string;
      identity: string;
      usedBy: ({
        pid: number;
      }) | (null);
      isMountPoint: boolean;
      filesystemType: string;
      isNetwork: boolean;
      filesystem: string | null;
      bytes: components['schemas']['BytesFact'];
      drivers: (string)[];
      containers: (string)[];
      volumes: (string)[];
      contentsDigest: string;
    };
    HiddenData: {
      mountPoint: string;
      above: string;
      filesystem: string | null;
      entries: (string)[];
      isTruncated: boolean;
      leastBytes: number;
      bytes: components['schemas']['BytesFact'];
      dataRoot: ({
        drivers: (string)[];
        containers: (string)[];
        volumes: (string)[];
      }) | (null);
    };
    Whois: {
      host: {
        id: string;
        name: string;
      };
      asked: string;
      collectedAt: string;
      matches: (components['schemas']['WhoisMatch'])[];
      total: number;
      isAmbiguous: boolean;
      searched: ({
        what: string;
        count: number;
      })[];
      unknown: ({
        what: string;
        reason: string;
        detail: string;
      })[];
    };
    WhoisMatch: {
      kind: "layer" | "subvolume" | "volume" | "image" | "container" | "network" | "build-cache-record" | "quarantine-entry" | "containerd-snapshot" | "containerd-lease" | "containerd-blob" | "abandoned-store" | "data-root" | "hidden-data" | "snapshot" | "deleted-file";
      id: string;
      label: string;
      path: string | null;
      owner: string;
      why: string;
      bytes: components['schemas']['BytesFact'];
      freedBy: string;
      how: "exact" | "inside" | "part" | "prefix";
      offers: (components['schemas']['Offer'])[];
      blocked: string | null;
    };
    Inside: {
      names: (string)[];
      hasMore: boolean;
      newest: ({
        path: string;
        modifiedSeconds: number;
      }) | (null);
    };
    ChangeEvent: ({
      type: "hosts";
    }) | ({
      type: "host";
      hostId: string;
    }) | ({
      type: "progress";
      hostId: string;
      text: string;
      done: number;
      total: number;
    }) | ({
      type: "run";
      runId: string;
      hostId: string;
    }) | ({
      type: "batch";
      batchId: string;
    }) | ({
      type: "settings";
    });
    Widget: {
      hosts: number;
      critical: number;
      warning: number;
      leakedBytes: number;
      leakedIsExact: boolean;
      leakUnknownHosts: number;
      reclaimableBytes: number;
      reclaimableIsExact: boolean;
      reclaimedBytes: number;
    };
    Host: {
      id: string;
      name: string;
      url: string;
      settings: {
        sudo: "none" | "nopasswd" | "password";
        dockerSocket: (string) | (null);
        hostAccess: "shell" | "helper" | "none";
        jump: (string)[];
        agent: boolean;
        legacyAlgorithms: boolean;
        scanEveryMinutes: number;
        hostKey: ({
          keyType: string;
          blob: string;
          fingerprint: string;
        }) | (null);
        jumpHostKeys: ({
          keyType: string;
          blob: string;
          fingerprint: string;
        })[];
        tlsCa: string | null;
        tlsCert: string | null;
      };
      createdAt: string;
      secretFields: ("privateKey" | "passphrase" | "password" | "sudoPassword" | "tlsKey")[];
      jumpSecretFields: (("privateKey" | "passphrase" | "password")[])[];
      state: {
        state: "never" | "reachable" | "unreachable" | "scanning";
        at: string | null;
        problem: ({
          code: string;
          step: string;
          userMessage: string;
        }) | (null);
      };
    };
    AddedHost: {
      id: string;
      name: string;
      url: string;
      settings: {
        sudo: "none" | "nopasswd" | "password";
        dockerSocket: (string) | (null);
        hostAccess: "shell" | "helper" | "none";
        jump: (string)[];
        agent: boolean;
        legacyAlgorithms: boolean;
        scanEveryMinutes: number;
        hostKey: ({
          keyType: string;
          blob: string;
          fingerprint: string;
        }) | (null);
        jumpHostKeys: ({
          keyType: string;
          blob: string;
          fingerprint: string;
        })[];
        tlsCa: string | null;
        tlsCert: string | null;
      };
      createdAt: string;
      secretFields: ("privateKey" | "passphrase" | "password" | "sudoPassword" | "tlsKey")[];
      jumpSecretFields: (("privateKey" | "passphrase" | "password")[])[];
      state: {
        state: "never" | "reachable" | "unreachable" | "scanning";
        at: string | null;
        problem: ({
          code: string;
          step: string;
          userMessage: string;
        }) | (null);
      };
      checks: (components['schemas']['HostCheck'])[];
    };
    HostCheck: {
      id: "connect" | "host-key" | "login" | "sudo" | "shell" | "docker" | "tools" | "helper";
      ok: boolean;
      detail: string;
    };
    LineProblem: {
      error: {
        code: string;
        message: string;
        offered?: ({
          fingerprint: string;
          keyType: string;
        }) | (null);
      };
    };
    ArtifactReport: {
      looked: boolean;
      problem: string | null;
      items: ({
        kind: "run-directory" | "live-run" | "unsafe-runs" | "lock" | "helper-container" | "helper-image" | "release-image" | "migration" | "image-backup" | "drop-in" | "quarantine-entry" | "snapshot" | "configuration-copy";
        where: string;
        what: string;
        removable: boolean;
        byHand: string | null;
      })[];
    };
    ListedAction: ({
      id: string;
      title: string;
      about: string;
      scope: "objects" | "host";
      group: "free" | "repair" | "maintain";
      offer: components['schemas']['Offer'];
      available: true;
      summary: string;
      estimate: components['schemas']['PlanEstimate'];
      params: Record<string, string>;
    }) | ({
      id: string;
      title: string;
      about: string;
      scope: "objects" | "host";
      group: "free" | "repair" | "maintain";
      offer: components['schemas']['Offer'];
      available: false;
      excuse: string;
    });
    PlanEstimate: {
      freedBytes: components['schemas']['BytesFact'];
      exact: boolean;
      freesNow: boolean;
      setAside: ({
        bytes: components['schemas']['BytesFact'];
        purgeAt: string;
      }) | (null);
      seconds: number | null;
      objects: number;
      how: string;
    };
    Plan: {
      actionId: string;
      params: Record<string, string>;
      title: string;
      summary: string;
      steps: (components['schemas']['PlannedStep'])[];
      skipped: (components['schemas']['SkippedObject'])[];
      guards: ({
        state: "pass" | "refuse" | "unknown";
        said: string;
        guardId: string;
      })[];
      warnings: (string)[];
      estimate: components['schemas']['PlanEstimate'];
      onFailure: "continue" | "stop" | "compensate";
      confirmation: "click" | "host-name";
      undo: ({
        possible: true;
        until: string | null;
        actionId: string;
      }) | ({
        possible: false;
        excuse: string;
      });
      stopsDocker: boolean;
      engineOnly: boolean;
      overContainerd?: true;
      site: {
        hostName: string;
        platform: "debian" | "fedora" | "alpine" | "synology-dsm" | "qnap" | "unraid" | "truenas-scale" | "openmediavault" | "generic-linux";
        init: "systemd" | "synology" | "openrc" | "sysv" | "unraid" | "none";
        dataRoot: string | null;
        requestedDataRoot: string | null;
        dataRootInode: number | null;
        dataRootType: string | null;
        driver: string | null;
        engineVersion: string | null;
        driverDirectory: string | null;
        layerDatabase: string | null;
        excusedLowers?: (string)[];
        tools: Record<string, string>;
        dockerHost: string;
        runRoots: (string)[];
        lockRoots: (string)[];
        containerd?: {
          root: string;
          socket: string;
          uuid: string;
          pid: number;
          startedSeconds: number;
          dockerdPid: number;
          dockerdStartedSeconds: number;
        };
      };
      purgeAfter?: string;
      id: string;
      hostId: string;
      isDemo?: true;
      untouched: ({
        images: ({
          state: "known";
          value: number;
        }) | (components['schemas']['Unknown']);
        containers: ({
          state: "known";
          value: number;
        }) | (components['schemas']['Unknown']);
        volumes: ({
          state: "known";
          value: number;
        }) | (components['schemas']['Unknown']);
        notDocker: (components['schemas']['BytesFact']) | (null);
      }) | (null);
      identity: components['schemas']['HostIdentity'];
      basedOn: string;
      factsCollectedAt: string;
      script: string;
      digest: string;
      state: "proposed" | "used" | "expired";
      createdAt: string;
      createdBy: string;
      expiresAt: string;
      unreadable?: string;
    };
    PlannedStep: {
      number: number;
      op: string;
      args: Record<string, ((string) | (number) | (boolean) | ((string)[])) | (null)>;
      target: components['schemas']['PlanTarget'];
      title: string;
      bytes: components['schemas']['BytesFact'];
      risk: "reversible" | "recreatable" | "irreversible";
      endsBatch?: true;
      guards: ({
        state: "pass" | "refuse" | "unknown";
        said: string;
        guardId: string;
      })[];
    };
    PlanTarget: {
      kind: "host" | "engine" | "filesystem" | "data-root" | "pool" | "device" | "volume" | "container" | "image" | "layer" | "subvolume" | "store" | "file" | "network" | "build-cache-record" | "quarantine-entry" | "container-log" | "snapshot" | "containerd-lease";
      id: string;
      label: string;
      owner: string | null;
    };
    SkippedObject: {
      target: components['schemas']['PlanTarget'];
      bytes: components['schemas']['BytesFact'];
      guardId: string;
      excuse: string;
    };
    Run: {
      id: string;
      planId: string;
      hostId: string;
      isDemo?: true;
      actionId: string;
      title: string;
      state: "starting" | "running" | "succeeded" | "failed" | "refused" | "cancelled" | "interrupted";
      startedBy: string;
      startedAt: string;
      endedAt: string | null;
      said: string | null;
      steps: (components['schemas']['RunStep'])[];
      notes: (string)[];
      checkpoint?: {
        phase: "copying" | "stopped" | "switched" | "kept" | "returning" | "left";
        at: string;
        said: string;
      };
      freedBytes: {
        estimated: components['schemas']['BytesFact'];
        measured: components['schemas']['BytesFact'];
      };
      space: ({
        when: string;
        availableBytes: number;
        usedBytes: number;
        at: string;
      })[];
      undo: ({
        until: string | null;
        actionId: string;
      }) | ({
        excuse: string;
      });
      receipt: (({
        state: "known";
        value: {
          before: string;
          after: string;
          images: ({
            state: "known";
            value: {
              unchanged: number;
              byRun: number;
              meanwhile: ({
                difference: "added" | "removed" | "started" | "stopped" | "changed";
                count: number;
                names: (string)[];
              })[];
            };
          }) | (components['schemas']['Unknown']);
          containers: ({
            state: "known";
            value: {
              unchanged: number;
              byRun: number;
              meanwhile: ({
                difference: "added" | "removed" | "started" | "stopped" | "changed";
                count: number;
                names: (string)[];
              })[];
            };
          }) | (components['schemas']['Unknown']);
          volumes: ({
            state: "known";
            value: {
              unchanged: number;
              byRun: number;
              meanwhile: ({
                difference: "added" | "removed" | "started" | "stopped" | "changed";
                count: number;
                names: (string)[];
              })[];
            };
          }) | (components['schemas']['Unknown']);
          notDocker: (components['schemas']['BytesFact']) | (null);
        };
      }) | (components['schemas']['Unknown'])) | (null);
      directory: string | null;
      isVolatile: boolean;
      cursor: number;
      lastSeq: number;
      cancelRequested: boolean;
      worker?: {
        process: string;
        seenAt: string;
      };
      unreadable?: string;
    };
    RunStep: {
      number: number;
      title: string;
      target: components['schemas']['PlanTarget'];
      bytes: components['schemas']['BytesFact'];
      state: "waiting" | "intended" | "done" | "already-done" | "refused" | "failed" | "undone" | "not-reached";
      said: string | null;
      progress?: {
        fraction: number;
        doneBytes: number | null;
        doneObjects: number | null;
        totalObjects: number | null;
        secondsLeft: number | null;
      };
    };
    RunEvent: (components['schemas']['JournalEntry']) | ({
      id: string;
      state: "starting" | "running" | "succeeded" | "failed" | "refused" | "cancelled" | "interrupted";
    });
    JournalEntry: ({
      runId: string;
      seq: number;
      at: string;
      type: "run.started";
      said?: string;
      directory?: string;
      isVolatile?: boolean;
      pid?: number;
      digest?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "run.note";
      said?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "run.space";
      when: string;
      availableBytes: number;
      usedBytes: number;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "run.checkpoint";
      phase: "copying" | "stopped" | "switched" | "kept" | "returning" | "left";
      said?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "guard.judged";
      guard: string;
      said?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "step.intended";
      step: number;
      said?: string;
      guard?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "step.output";
      step: number;
      said?: string;
      guard?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "step.done";
      step: number;
      said?: string;
      guard?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "step.already-done";
      step: number;
      said?: string;
      guard?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "step.refused";
      step: number;
      said?: string;
      guard?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "step.failed";
      step: number;
      said?: string;
      guard?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "step.undone";
      step: number;
      said?: string;
      guard?: string;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "step.progress";
      step: number;
      said?: string;
      fraction?: number;
      doneBytes?: number;
      doneObjects?: number;
      totalObjects?: number;
      secondsLeft?: number;
    }) | ({
      runId: string;
      seq: number;
      at: string;
      type: "run.ended";
      outcome: "succeeded" | "failed" | "refused" | "cancelled";
      said?: string;
      guard?: string;
    });
    ListedBatch: {
      id: string;
      kind: "quarantine-leaked" | "free-leaked" | "purge-quarantine" | "build-cache" | "images";
      state: "planning" | "proposed" | "running" | "succeeded" | "stopped" | "interrupted";
      createdAt: string;
      createdBy: string;
      startedAt: string | null;
      startedBy: string | null;
      endedAt: string | null;
      said: string | null;
      cancelRequested: boolean;
      items: ({
        hostId: string;
        hostName: string;
        state: "waiting" | "blocked" | "planned" | "running" | "done" | "surprise" | "not-reached";
      })[];
    };
    Batch: {
      id: string;
      kind: "quarantine-leaked" | "free-leaked" | "purge-quarantine" | "build-cache" | "images";
      state: "planning" | "proposed" | "running" | "succeeded" | "stopped" | "interrupted";
      createdAt: string;
      createdBy: string;
      startedAt: string | null;
      startedBy: string | null;
      endedAt: string | null;
      said: string | null;
      cancelRequested: boolean;
      items: ({
        hostId: string;
        hostName: string;
        isDemo: boolean;
        state: "waiting" | "blocked" | "planned" | "running" | "done" | "surprise" | "not-reached";
        said: string | null;
        plan: ({
          id: string;
          title: string;
          objects: number;
          skipped: number;
          bytes: components['schemas']['BytesFact'];
          freesNow: boolean;
          expiresAt: string;
          asksForName: boolean;
        }) | (null);
        runId: string | null;
        run: ({
          id: string;
          state: "starting" | "running" | "succeeded" | "failed" | "refused" | "cancelled" | "interrupted";
          freedBytes: components['schemas']['BytesFact'];
          steps: number;
          ended: number;
        }) | (null);
      })[];
    };
    Diagnosis: {
      pieces: ({
        kind: string;
        firstLine: number;
        lines: number;
        text: number;
      })[];
      unread: ({
        firstLine: number;
        lines: number;
        begins: string;
        text: number;
      })[];
      notices: (components['schemas']['Finding'])[];
      open: string | null;
      findings: (components['schemas']['Finding'])[];
      unknown: ({
        checkId: string;
        why: string;
      })[];
      askFor: (string)[];
      leftOut: (string)[];
    };
    OpenFinding: {
      host: {
        id: string;
        name: string;
        url: string;
      };
      finding: components['schemas']['Finding'];
      openSince: string;
      muted: ({
        reason: string;
        by: string;
        until: string | null;
      }) | (null);
    };
    History: {
      from: string;
      to: string;
      series: ({
        name: string;
        points: ({
          at: string;
          mean: number;
          min: number;
          max: number;
          count: number;
        })[];
      })[];
      findings: ({
        hostId: string;
        key: string;
        checkId: string;
        severity: string;
        event: "opened" | "worsened" | "improved" | "closed";
        at: string;
        title: string;
      })[];
    };
    Quarantine: ({
      state: "known";
      value: (components['schemas']['QuarantinedEntry'])[];
    }) | (components['schemas']['Unknown']);
    QuarantinedEntry: {
      entry: string;
      driver: string;
      path: string;
      originalName: string;
      bytes: components['schemas']['BytesFact'];
      setAsideAt: string | null;
      purgeAt: string | null;
      runId: string | null;
      overdue: string | null;
    };
    Protection: {
      kind: string;
      id: string;
    };
    AuditEntry: {
      id: number;
      at: string;
      actorKind: "user" | "token" | "cli" | "system";
      actor: string;
      action: string;
      subject: string | null;
      hostId: string | null;
      result: "ok" | "started" | "refused" | "failed";
      detail: Record<string, string | number | boolean | null>;
    };
    Problem: {
      type: string;
      title: string;
      status: number;
      code: string;
      detail: string;
      offered?: {
        fingerprint: string;
        keyType: string;
      };
      guardId?: string;
      leftAlone?: ({
        name: string;
        guardId: string;
        excuse: string;
      })[];
    };
  };
  responses: {
    Problem: {
      content: {
        "application/problem+json": components['schemas']['Problem'];
      };
    };
  };
}
