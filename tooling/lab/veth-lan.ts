import {connectHosts, type LabHost, makeHost, networkPrefix, removeHosts} from './lab-host.ts';

export interface VethLan {
  readonly left: LabHost;
  readonly right: LabHost;
  /** Takes both hosts and the cable away. What runs there has to be stopped before. */
  remove(): Promise<void>;
}

/**
 * Two hosts on one cable, 10.77.0.1 and 10.77.0.2, without a default route, as in a store whose
 * router is dead. Needs root and iproute2.
 */
export async function makeVethLan(): Promise<VethLan> {
  const prefix = networkPrefix();
  const remove = () => removeHosts([`${prefix}l`, `${prefix}r`]);
  const device = 'cable';
  try {
    const host = (side: string, address: string) =>
      makeHost({name: `${prefix}${side}`, interface: device, address});
    const [left, right] = [await host('l', '10.77.0.1'), await host('r', '10.77.0.2')];
    const end = (of: LabHost) => ({host: of, device, address: `${of.address}/24`});
    await connectHosts(end(left), end(right));
    return {left, right, remove};
  } catch (error) {
    await remove();
    throw error;
  }
}
