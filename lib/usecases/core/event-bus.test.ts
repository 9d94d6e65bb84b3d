import { describe, expect, it, vi } from 'vitest';
import { EventBus } from './event-bus.ts';

describe('the event bus', () => {
  it('tells the others when one of them fails, and whoever told goes on', () => {
    const bus = new EventBus();
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const heard: string[] = [];
    bus.subscribe(() => {
      throw new Error('its page is gone');
    });
    bus.subscribe((event) => heard.push(event.type));
    bus.publish({ type: 'settings' });
    expect(heard).toEqual(['settings']);
    expect(said).toHaveBeenCalledWith('telling a change: its page is gone');
    said.mockRestore();
  });

  it('has nobody left when all have ended, one by one or by the shutdown', () => {
    const bus = new EventBus();
    const stops = [bus.subscribe(() => {}), bus.onShutdown(() => {})];
    expect(bus.census).toEqual({ listeners: 1, closers: 1 });
    for (const stop of stops) stop();
    expect(bus.census).toEqual({ listeners: 0, closers: 0 });
    bus.subscribe(() => {});
    bus.onShutdown(() => {});
    bus.shutdown();
    expect(bus.census).toEqual({ listeners: 0, closers: 0 });
  });
});
