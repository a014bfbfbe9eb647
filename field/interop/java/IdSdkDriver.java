// Drives a node with the client of the national system by CAICT (ID-SDK) and prints one JSON line a step.
// Arguments: host, port, prefix, administrator's handle, its index, private key (PEM).
import cn.ac.caict.iiiiot.id.client.core.BaseResponse;
import cn.ac.caict.iiiiot.id.client.core.ResolutionResponse;
import cn.ac.caict.iiiiot.id.client.data.AdminInfo;
import cn.ac.caict.iiiiot.id.client.data.IdentifierValue;
import cn.ac.caict.iiiiot.id.client.data.MsgSettings;
import cn.ac.caict.iiiiot.id.client.service.IIDManageServiceChannel;
import cn.ac.caict.iiiiot.id.client.service.impl.ChannelManageServiceImpl;
import cn.ac.caict.iiiiot.id.client.utils.IdentifierValueUtil;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

public class IdSdkDriver {
    static final PrintStream lines = System.out;

    interface Step {
        BaseResponse run() throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        System.setOut(System.err); // the client prints a banner
        String handle = arguments[2] + "/id-sdk";
        int index = Integer.parseInt(arguments[4]);
        MsgSettings usual = new MsgSettings();
        IIDManageServiceChannel channel = new ChannelManageServiceImpl()
            .generateChannel(arguments[0], Integer.parseInt(arguments[1]), "tcp");
        AdminInfo administrator = new AdminInfo(arguments[3].getBytes(StandardCharsets.UTF_8), index, 0xfff);
        IdentifierValue admin = new IdentifierValue();
        IdentifierValueUtil.makeIdentifierValueOfAdminInfo(admin, administrator, 100);
        IdentifierValue[] first = {new IdentifierValue(1, "URL", "https://example.test/1"), admin};
        step("site", () -> channel.getServerSiteInfo(usual));
        step("create-before-login", () -> channel.createIdentifier(handle, first, usual));
        step("password-login", () -> channel.login("somebody", "secret", usual));
        step("login", () -> channel.login(arguments[3], index, arguments[5], null, 3));
        step("login-again", () -> channel.login(arguments[3], index, arguments[5], null, 3));
        step("create", () -> channel.createIdentifier(handle, first, usual));
        step("create-again", () -> channel.createIdentifier(handle, first, usual));
        step("resolve", () -> channel.lookupIdentifier(handle, null, null, usual));
        step("add", () -> channel.addIdentifierValues(handle, new IdentifierValue[] {new IdentifierValue(2, "NAME", "标识")}, usual));
        step("modify", () -> channel.modifyIdentifierValues(handle, new IdentifierValue[] {new IdentifierValue(1, "URL", "x".repeat(900))}, usual));
        step("remove", () -> channel.removeIdentifierValues(handle, new int[] {2}, usual));
        step("delete", () -> channel.deleteIdentifier(handle, usual));
        step("resolve-deleted", () -> channel.lookupIdentifier(handle, null, null, usual));
        System.exit(0);
    }

    static void step(String name, Step step) {
        try {
            BaseResponse answer = step.run();
            int count = answer instanceof ResolutionResponse ? ((ResolutionResponse) answer).values.length : 0;
            lines.println("{\"step\":\"" + name + "\",\"code\":" + answer.responseCode + ",\"count\":" + count + "}");
        } catch (Exception failure) {
            failure.printStackTrace();
            lines.println("{\"step\":\"" + name + "\",\"code\":-1,\"count\":0}");
        }
    }
}
