import { describe, expect, it } from "vitest";
import { receiverPolicy } from "./receivers";

const strict = receiverPolicy([]);

describe("a receiver's address", () => {
  it.each(
    "127.0.0.1 127.8.8.8 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 192.0.2.1 198.18.0.1 224.0.0.1 255.255.255.255 ::1 :: fe80::1 fc00::1 fd12:3456::1 ff02::1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:a00:1 64:ff9b::7f00:1 2002:7f00:1:: 2001:db8::1 [::1] localhost".split(
      " ",
    ),
  )("%s is refused unless it is named", async (address) => {
    await expect(strict.resolve(address)).rejects.toThrow("not public");
  });

  it.each("93.184.216.34 172.32.0.1 100.128.0.1 2606:4700::1111 [2606:4700::1111]".split(" "))(
    "%s is public",
    async (address) => {
      expect(await strict.resolve(address)).toMatchObject({ isPrivate: false });
    },
  );

  it("is allowed in the ranges that are named, and in no other", async () => {
    const named = receiverPolicy(["10.0.0.0/8", "fd00::/8", "192.168.7.7"]);
    expect(await named.resolve("10.200.0.1")).toEqual({ address: "10.200.0.1", family: 4, isPrivate: true });
    expect(await named.resolve("fd00::7")).toMatchObject({ family: 6, isPrivate: true });
    expect(await named.resolve("192.168.7.7")).toMatchObject({ isPrivate: true });
    expect(await named.resolve("::ffff:10.0.0.1")).toMatchObject({ address: "10.0.0.1", isPrivate: true });
    await expect(named.resolve("192.168.7.8")).rejects.toThrow("not public");
    await expect(named.resolve("127.0.0.1")).rejects.toThrow("not public");
  });

  it("has to exist", async () => {
    await expect(strict.resolve("nowhere.invalid")).rejects.toThrow("no address");
  });
});
