// Runs a program in TypeScript through the Automation API, without a language host for Node.js.
//
//     node run.js FOLDER preview|up|refresh|destroy
//
// The environment selects backend, stack, and account. The last line of the output is the result as JSON.
import * as auto from "@pulumi/pulumi/automation";

import { program } from "./program";

async function main(folder: string, command: string): Promise<void> {
    const stack = await auto.LocalWorkspace.createOrSelectStack(
        { stackName: process.env.PULUMI_STACK!, projectName: "engine-tests", program },
        { workDir: folder },
    );
    const onOutput = (text: string) => process.stdout.write(text);
    switch (command) {
        case "preview": {
            const { changeSummary } = await stack.preview({ onOutput });
            return report({ changes: changeSummary });
        }
        case "up": {
            const { summary, outputs } = await stack.up({ onOutput });
            const values = Object.entries(outputs).map(([name, output]) => [name, output.value]);
            return report({ changes: summary.resourceChanges, outputs: Object.fromEntries(values) });
        }
        case "refresh": {
            const { summary } = await stack.refresh({ onOutput });
            return report({ changes: summary.resourceChanges });
        }
        case "destroy": {
            const { summary } = await stack.destroy({ onOutput });
            return report({ changes: summary.resourceChanges });
        }
        default:
            throw new Error(`no command ${command}`);
    }
}

function report(result: object): void {
    process.stdout.write(`\n${JSON.stringify(result)}\n`);
}

main(process.argv[2], process.argv[3]).catch((error) => {
    console.error(error.message);
    process.exit(1);
});
