// Drives a node with the Handle client library of CNRI (net.handle:handle-client) and prints one JSON line
// a step. Arguments: host, port, tcp or udp, prefix, administrator's handle, its index, private key (PEM).
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import net.handle.hdllib.*;

public class HandleDriver {
    static HandleResolver resolver = new HandleResolver();
    static SiteInfo site;
    static int protocol;

    public static void main(String[] arguments) throws Exception {
        InetAddress host = InetAddress.getByName(arguments[0]);
        int port = Integer.parseInt(arguments[1]);
        protocol = arguments[2].equals("udp") ? Interface.SP_HDL_UDP : Interface.SP_HDL_TCP;
        String prefix = arguments[3];
        byte[] admin = Util.encodeString(arguments[4]);
        int index = Integer.parseInt(arguments[5]);
        AuthenticationInfo key = new PublicKeyAuthenticationInfo(admin, index, keyIn(arguments[6]));

        AbstractRequest about = new GenericRequest(Common.BLANK_HANDLE, AbstractMessage.OC_GET_SITE_INFO, null);
        AbstractResponse answer = protocol == Interface.SP_HDL_UDP
            ? resolver.sendHdlUdpRequest(about, host, port)
            : resolver.sendHdlTcpRequest(about, host, port);
        site = ((GetSiteInfoResponse) answer).siteInfo;
        print("site", answer, site.servers.length);

        byte[] handle = Util.encodeString(prefix + "/java-" + arguments[2]);
        HandleValue[] first = {value(1, "URL", "https://example.test/1"), adminValue(arguments[4], index)};
        send("create", new CreateHandleRequest(handle, first, key));
        send("create-again", new CreateHandleRequest(handle, first, key));
        send("add", new AddValueRequest(handle, new HandleValue[] {value(2, "NAME", "标识")}, key));
        send("modify", new ModifyValueRequest(handle, new HandleValue[] {value(1, "URL", "x".repeat(900))}, key));
        resolve("resolve", handle);
        send("remove", new RemoveValueRequest(handle, new int[] {2}, key));
        resolve("resolve-after", handle);
        list(new ListHandlesRequest(Util.encodeString("0.NA/" + prefix), key));
        send("delete", new DeleteHandleRequest(handle, key));
        resolve("resolve-deleted", handle);
        AuthenticationInfo wrong = new PublicKeyAuthenticationInfo(admin, index, stranger());
        send("wrong-key", new CreateHandleRequest(handle, first, wrong));
    }

    static void send(String step, AbstractRequest request) {
        try {
            request.certify = false;
            print(step, resolver.sendRequestToSite(request, site, protocol), 0);
        } catch (HandleException failure) {
            System.out.println("{\"step\":\"" + step + "\",\"code\":-1,\"count\":" + failure.getCode() + "}");
        }
    }

    static void resolve(String step, byte[] handle) throws Exception {
        AbstractResponse answer = resolver.sendRequestToSite(
            new ResolutionRequest(handle, null, null, null), site, protocol);
        int values = answer instanceof ResolutionResponse ? ((ResolutionResponse) answer).values.length : 0;
        print(step, answer, values);
    }

    static void list(ListHandlesRequest request) throws Exception {
        AtomicInteger listed = new AtomicInteger();
        ResponseMessageCallback collect = (message) -> {
            if (message instanceof ListHandlesResponse) listed.addAndGet(((ListHandlesResponse) message).handles.length);
        };
        // the library lists over connections alone
        AbstractResponse answer = resolver.sendRequestToSite(request, site, Interface.SP_HDL_TCP, collect);
        print("list", answer, listed.get());
    }

    static void print(String step, AbstractResponse answer, int count) {
        System.out.println("{\"step\":\"" + step + "\",\"code\":" + answer.responseCode + ",\"count\":" + count + "}");
    }

    static HandleValue value(int index, String type, String text) {
        return new HandleValue(index, Util.encodeString(type), text.getBytes(StandardCharsets.UTF_8));
    }

    static HandleValue adminValue(String handle, int index) {
        AdminRecord record = new AdminRecord(
            Util.encodeString(handle), index, true, true, true, true, true, true, true, true, true, true, true, true);
        return new HandleValue(100, Common.ADMIN_TYPE, Encoder.encodeAdminRecord(record));
    }

    static PrivateKey keyIn(String file) throws Exception {
        String text = Files.readString(Path.of(file)).replaceAll("-----[^-]*-----|\\s", "");
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(text)));
    }

    static PrivateKey stranger() throws Exception {
        KeyPairGenerator maker = KeyPairGenerator.getInstance("RSA");
        maker.initialize(2048);
        return maker.generateKeyPair().getPrivate();
    }
}
