package dev.patchbay.ctl;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;

/**
 * An endpoint and the addresses that its name has now. Found once and used for every connection of
 * a command, so that what was judged is what is spoken to.
 *
 * @param addresses at least one
 * @param local whether what is sent there stays on this machine
 */
record Place(Endpoint endpoint, List<InetAddress> addresses, boolean local) {

  Place {
    addresses = List.copyOf(addresses);
  }

  /**
   * Looks the name up; blocks.
   *
   * @throws CtlException if it has no address
   */
  static Place find(Endpoint endpoint) throws CtlException {
    try {
      List<InetAddress> addresses = List.of(InetAddress.getAllByName(endpoint.host()));
      return new Place(endpoint, addresses, addresses.stream().allMatch(Place::isLocal));
    } catch (UnknownHostException e) {
      throw CtlException.unreachable(
          "cannot reach " + endpoint + ": no address is known for this name");
    }
  }

  private static boolean isLocal(InetAddress address) {
    if (address.isLoopbackAddress()) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      return false;
    }
  }
}
