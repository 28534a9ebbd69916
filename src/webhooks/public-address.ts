import { BlockList, isIPv6 } from 'node:net';

/** What the special-purpose address registries of IANA keep from the public internet, as addresses and prefix lengths. */
const NOT_PUBLIC_IPV4 = [
  ['0.0.0.0', 8], // this network
  ['10.0.0.0', 8], // private
  ['100.64.0.0', 10], // shared by customers of a carrier
  ['127.0.0.0', 8], // loopback
  ['168.63.129.16', 32], // host of a virtual machine in one cloud, though the range is public
  ['169.254.0.0', 16], // link-local, metadata of virtual machines among them
  ['172.16.0.0', 12], // private
  ['192.0.0.0', 24], // protocol assignments
  ['192.0.2.0', 24], // documentation
  ['192.88.99.0', 24], // relays of 6to4
  ['192.168.0.0', 16], // private
  ['198.18.0.0', 15], // benchmarks
  ['198.51.100.0', 24], // documentation
  ['203.0.113.0', 24], // documentation
  ['224.0.0.0', 4], // multicast
  ['240.0.0.0', 4], // reserved, and broadcast
] as const;

/** Of IPv6 only this range is public: no mapped, translated (NAT64), local or multicast address is inside … */
const PUBLIC_IPV6 = ['2000::', 3] as const;
/** … except for these. */
const NOT_PUBLIC_IPV6 = [
  ['2001::', 23], // protocol assignments, Teredo among them
  ['2001:db8::', 32], // documentation
  ['2002::', 16], // 6to4, which holds an IPv4 address
  ['3fff::', 20], // documentation
] as const;

const notPublicIpv4 = new BlockList();
for (const [address, prefix] of NOT_PUBLIC_IPV4) notPublicIpv4.addSubnet(address, prefix, 'ipv4');
const publicIpv6 = new BlockList();
publicIpv6.addSubnet(...PUBLIC_IPV6, 'ipv6');
const notPublicIpv6 = new BlockList();
for (const [address, prefix] of NOT_PUBLIC_IPV6) notPublicIpv6.addSubnet(address, prefix, 'ipv6');

/** Can this IP address, in any of its spellings, only be a host of the public internet? */
export function isPublicAddress(address: string): boolean {
  if (isIPv6(address)) return publicIpv6.check(address, 'ipv6') && !notPublicIpv6.check(address, 'ipv6');
  return !notPublicIpv4.check(address, 'ipv4');
}
