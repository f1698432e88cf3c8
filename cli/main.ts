const x: number = 3;
console.log('hi', x, process.uptime());
